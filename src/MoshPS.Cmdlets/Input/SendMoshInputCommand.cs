using System.Management.Automation;
using System.Text;
using MoshPS.Completion;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Pipeline;
using MoshPS.Sessions;

namespace MoshPS.Input;

/// <summary>Types into sessions: text, lines, or keys by name.</summary>
[Cmdlet(VerbsCommunications.Send, "MoshInput", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshSession))]
public sealed class SendMoshInputCommand : MoshCmdlet
{
    private const string SessionSet = SessionSelection.SessionSet;
    private const string IdSet = SessionSelection.IdSet;
    private const string NameSet = SessionSelection.NameSet;

    // Sets in which lines come down the pipeline, and the sessions are named beside it.
    private const string LinesToSessionSet = "LinesTo" + SessionSelection.SessionSet;
    private const string LinesToIdSet = "LinesTo" + SessionSelection.IdSet;
    private const string LinesToNameSet = "LinesTo" + SessionSelection.NameSet;

    private readonly List<ReadOnlyMemory<byte>> _keys = [];

    /// <summary>The sessions themselves.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LinesToSessionSet)]
    public MoshSession[] Session { get; set; } = [];

    /// <summary>Numbers of sessions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LinesToIdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Names of sessions, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LinesToNameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Lines from the pipeline, each typed and followed by the Enter key.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = LinesToSessionSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = LinesToIdSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = LinesToNameSet)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    /// <summary>Text to type as it is, without the Enter key.</summary>
    [Parameter(Position = 1, ParameterSetName = SessionSet)]
    [Parameter(Position = 1, ParameterSetName = IdSet)]
    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [AllowEmptyString]
    public string? Text { get; set; }

    /// <summary>Lines, each typed and followed by the Enter key.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = NameSet)]
    [AllowEmptyString]
    public string[] Line { get; set; } = [];

    /// <summary>Names of keys.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>Hands on the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (string name in Key)
        {
            if (KeyNames.TryGetBytes(name, out ReadOnlyMemory<byte> bytes, out string? error))
            {
                _keys.Add(bytes);
            }
            else
            {
                Fail(InputErrors.UnknownKey(error), name);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        byte[] input = Compose();
        if (input.Length == 0)
        {
            Fail(InputErrors.NothingToType(), target: null);
        }

        foreach (MoshSession session in SessionSelection.Resolve(ParameterSetName, Session, Id, Name, WriteError))
        {
            // What is typed may be a secret: it is counted, never shown.
            if (!ShouldProcess(session.ToString(), $"Type {input.Length} bytes"))
            {
                continue;
            }

            if (session.State is MoshClientState.Closing or MoshClientState.Closed)
            {
                WriteError(SessionErrors.Ended(session), session);
                continue;
            }

            try
            {
                session.Client.Send(input);
            }
            catch (MoshException exception)
            {
                WriteError(exception, session);
                continue;
            }

            if (PassThru)
            {
                WriteObject(session);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The text, then the lines, then the keys, as bytes.</summary>
    private byte[] Compose()
    {
        using var input = new MemoryStream();
        input.Write(Typed(Text ?? string.Empty));
        foreach (string line in Line.Concat(InputObject))
        {
            input.Write(Typed(line));
            input.WriteByte((byte)'\r');
        }

        foreach (ReadOnlyMemory<byte> key in _keys)
        {
            input.Write(key.Span);
        }

        return input.ToArray();
    }

    /// <summary>Text as a keyboard types it: the Enter key sends a carriage return, not a line feed.</summary>
    private static byte[] Typed(string text)
        => Encoding.UTF8.GetBytes(text.Replace("\r\n", "\r", StringComparison.Ordinal).Replace('\n', '\r'));
}
