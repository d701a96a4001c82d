using System.Collections.Frozen;
using System.Management.Automation;

namespace MoshPS.Errors;

/// <summary>The category of each error id: the table behind <see cref="ErrorRecords"/>.</summary>
internal static class ErrorCategories
{
    private static readonly FrozenDictionary<string, ErrorCategory> Table = new Dictionary<string, ErrorCategory>
    {
        // What was asked for.
        ["InvalidHostName"] = ErrorCategory.InvalidArgument,
        ["InvalidUserName"] = ErrorCategory.InvalidArgument,
        ["InvalidSshPort"] = ErrorCategory.InvalidArgument,
        ["InvalidSshOption"] = ErrorCategory.InvalidArgument,
        ["InvalidSshCommand"] = ErrorCategory.InvalidArgument,
        ["InvalidServerCommand"] = ErrorCategory.InvalidArgument,
        ["InvalidCommand"] = ErrorCategory.InvalidArgument,
        ["InvalidFilePath"] = ErrorCategory.InvalidArgument,
        ["InvalidTimeout"] = ErrorCategory.InvalidArgument,

        // Login.
        ["SshClientMissing"] = ErrorCategory.NotInstalled,
        ["SshConfigurationInvalid"] = ErrorCategory.InvalidData,
        ["KeyFileNotFound"] = ErrorCategory.ObjectNotFound,
        ["HostNameNotResolved"] = ErrorCategory.ObjectNotFound,
        ["HostUnreachable"] = ErrorCategory.ConnectionError,
        ["ConnectionRefused"] = ErrorCategory.ConnectionError,
        ["ConnectionClosed"] = ErrorCategory.ConnectionError,
        ["SshTimeout"] = ErrorCategory.OperationTimeout,
        ["NegotiationFailed"] = ErrorCategory.ProtocolError,
        ["HostKeyUnknown"] = ErrorCategory.SecurityError,
        ["HostKeyChanged"] = ErrorCategory.SecurityError,
        ["HostKeyRevoked"] = ErrorCategory.SecurityError,
        ["AuthenticationFailed"] = ErrorCategory.AuthenticationError,
        ["PromptNeeded"] = ErrorCategory.AuthenticationError,
        ["SshFailed"] = ErrorCategory.ConnectionError,

        // Start of the server.
        ["LocalServerUnsupported"] = ErrorCategory.NotImplemented,
        ["ServerNotFound"] = ErrorCategory.NotInstalled,
        ["ServerStartFailed"] = ErrorCategory.InvalidResult,
        ["ServerAddressUnknown"] = ErrorCategory.InvalidResult,
        ["ConnectLineMalformed"] = ErrorCategory.InvalidResult,
        ["LocaleUnavailable"] = ErrorCategory.NotInstalled,
        ["UdpPortUnavailable"] = ErrorCategory.ResourceUnavailable,
        ["BadPortRange"] = ErrorCategory.InvalidArgument,
        ["CommandTooLong"] = ErrorCategory.LimitsExceeded,
        ["RemoteCommandNotRun"] = ErrorCategory.InvalidResult,

        // Sessions on hosts.
        ["RemoteCommandFailed"] = ErrorCategory.InvalidResult,
        ["SessionNotStopped"] = ErrorCategory.OperationTimeout,
        ["SessionAccessDenied"] = ErrorCategory.PermissionDenied,
        ["SessionNotIdentifiable"] = ErrorCategory.NotImplemented,

        // Sessions.
        ["SessionNotFound"] = ErrorCategory.ObjectNotFound,
        ["SessionEnded"] = ErrorCategory.InvalidOperation,
        ["AlreadyAttached"] = ErrorCategory.ResourceBusy,
        ["SocketUnavailable"] = ErrorCategory.ResourceUnavailable,
        ["SessionKeyExhausted"] = ErrorCategory.LimitsExceeded,
        ["UdpBlocked"] = ErrorCategory.ConnectionError,
        ["WaitTimedOut"] = ErrorCategory.OperationTimeout,
        ["InputBacklogFull"] = ErrorCategory.LimitsExceeded,
        ["CommandNotStarted"] = ErrorCategory.OperationTimeout,
        ["CommandTimedOut"] = ErrorCategory.OperationTimeout,

        // Recordings.
        ["FileExists"] = ErrorCategory.ResourceExists,
        ["FileNotWritable"] = ErrorCategory.WriteError,
        ["FileNotReadable"] = ErrorCategory.ReadError,
        ["RecordingMalformed"] = ErrorCategory.InvalidData,
        ["RecordingVersionUnsupported"] = ErrorCategory.NotImplemented,
        ["RecordingFileInUse"] = ErrorCategory.ResourceBusy,
        ["AlreadyRecording"] = ErrorCategory.ResourceExists,
        ["NotRecording"] = ErrorCategory.InvalidOperation,

        // Consoles.
        ["ConsoleNotAvailable"] = ErrorCategory.ResourceUnavailable,
        ["ConsoleInUse"] = ErrorCategory.ResourceBusy,
        ["UnknownTerminal"] = ErrorCategory.ObjectNotFound,
        ["TerminalNotSet"] = ErrorCategory.ObjectNotFound,
        ["NoTerminfoDatabase"] = ErrorCategory.NotInstalled,
        ["HardcopyTerminal"] = ErrorCategory.InvalidType,
    }.ToFrozenDictionary();

    /// <summary>The category; an id that the table does not know is about the connection, as most are.</summary>
    public static ErrorCategory Of(string errorId) => Table.GetValueOrDefault(errorId, ErrorCategory.ConnectionError);
}
