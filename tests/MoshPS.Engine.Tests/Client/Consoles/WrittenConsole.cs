using System.Text;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Engine.Tests.Client.Consoles;

/// <summary>A console that keeps what is written to it, and on which nobody types.</summary>
internal sealed class WrittenConsole : IConsole
{
    private readonly StringBuilder _written = new();

    public event Action<ConsoleEvent>? Happened
    {
        add { }
        remove { }
    }

    public TerminalDescription Terminal { get; init; } = TerminalDescription.XtermDefaults;

    public bool CanSuspend => false;

    public bool IsRaw { get; private set; }

    /// <summary>All that was written.</summary>
    public string Written => _written.ToString();

    public ConsoleSize GetSize() => new(80, 24);

    public void EnterRawMode() => IsRaw = true;

    public void LeaveRawMode() => IsRaw = false;

    public int Read(Span<byte> buffer) => 0;

    public void CancelRead()
    {
    }

    public void Write(ReadOnlySpan<byte> bytes) => _written.Append(Encoding.UTF8.GetString(bytes));

    public void Suspend()
    {
    }

    public void Dispose()
    {
    }
}
