namespace MoshPS.Engine.Tests.Simulation;

/// <summary>Something that must hold in a simulation does not.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException()
    {
    }

    public SimulationException(string message)
        : base(message)
    {
    }

    public SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new SimulationException(rule);
        }
    }
}
