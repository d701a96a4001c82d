using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>What to say when the system does not give a server what it needs.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ServerStartFailures
{
    private const string CheckLimits = "Check the limits on the host: ulimit -a.";

    public static MoshServerStartException NoTerminal(IOException reason) => new(
        "PseudoTerminalUnavailable",
        $"There is no pseudo-terminal to be had: {reason.Message}.",
        ResourceLimits.Advice(reason.HResult)
            ?? "End old sessions or raise the sysctl kernel.pty.max, and check that /dev/ptmx is there and devpts is mounted at /dev/pts.",
        reason);

    /// <param name="reason">
    /// The runtime's: it wraps the system's reason where it makes its thread for signals, or has no other word for want
    /// of a thread than want of memory.
    /// </param>
    public static MoshServerStartException NoSignals(Exception reason)
    {
        int error = reason switch
        {
            { InnerException: IOException inner } => inner.HResult,
            IOException => reason.HResult,
            _ => UnixTerminal.WouldBlock,
        };

        // The runtime's own texts are about files.
        return new MoshServerStartException(
            "SignalsUnavailable",
            $"Signals cannot be taken: {Marshal.GetPInvokeErrorMessage(error)}.",
            ResourceLimits.Advice(error) ?? CheckLimits,
            reason);
    }

    public static MoshServerStartException NoOpenFiles(IOException reason) => new(
        "OpenFilesExhausted",
        $"The session would soon have no file left to open: {reason.Message}.",
        ResourceLimits.Advice(reason.HResult)!,
        reason);

    public static MoshServerStartException NoProcess(IOException reason) => new(
        "ProcessesExhausted",
        $"The session's program could not be started: {reason.Message}.",
        ResourceLimits.Advice(reason.HResult) ?? CheckLimits,
        reason);
}
