namespace MoshPS.Connection;

/// <summary>What holds when a parameter is left out.</summary>
internal static class ConnectionDefaults
{
    /// <summary>Width of a terminal without a window.</summary>
    public const int Columns = 80;

    /// <summary>Height of a terminal without a window.</summary>
    public const int Rows = 24;

    /// <summary>Operations at a time; as in New-PSSession.</summary>
    public const int ThrottleLimit = 32;

    /// <summary>The time that each step, login and first contact over UDP, may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
}
