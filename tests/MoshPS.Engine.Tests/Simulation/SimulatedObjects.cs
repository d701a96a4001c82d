using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>What a simulated session synchronises, and who changes it.</summary>
/// <typeparam name="TClient">What the client changes.</typeparam>
/// <typeparam name="TServer">What the server changes.</typeparam>
internal abstract class SimulatedObjects<TClient, TServer>
    where TClient : class, ISynchronizedObject<TClient>
    where TServer : class, ISynchronizedObject<TServer>
{
    /// <summary>A new state 0.</summary>
    public abstract TClient NewClientObject();

    public abstract TServer NewServerObject();

    /// <summary>Told the server's copy of the client's object at the start.</summary>
    public virtual void Start(TClient remote)
    {
    }

    /// <summary>The user does something.</summary>
    public abstract void Type(TClient local, Random random);

    /// <summary>The application does something.</summary>
    public abstract void Show(TServer local, Random random);

    /// <summary>The server takes what is new from the client.</summary>
    public abstract void Consume(TClient remote);

    /// <summary>Whether the server has taken exactly what the client typed.</summary>
    public abstract bool HasArrived();

    /// <summary>Whether the client shows what the server does.</summary>
    public abstract bool IsShown(TServer local, TServer remote);
}
