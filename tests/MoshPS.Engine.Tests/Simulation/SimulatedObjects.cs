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

    /// <summary>Told at the start what the server has.</summary>
    public virtual void Start(TServer local, TClient remote)
    {
    }

    /// <summary>The user does something.</summary>
    public abstract void Type(TClient local, Random random);

    /// <summary>The application does something.</summary>
    public abstract void Show(TServer local, Random random);

    /// <summary>The server takes what is new from the client. Returns whether that changes its own object.</summary>
    public abstract bool Consume(TClient remote, ulong number, long now);

    /// <summary>The server does what is due by time. Returns whether that changes its object.</summary>
    public virtual bool Update(TServer local, long now) => false;

    /// <summary>When <see cref="Update"/> has something to do.</summary>
    public virtual long? UpdateDeadline(TServer local) => null;

    /// <summary>Whether the server has taken exactly what the client typed.</summary>
    public abstract bool HasArrived();

    /// <summary>Whether two contents look the same to a user.</summary>
    public abstract bool AreAlike(TServer left, TServer right);
}
