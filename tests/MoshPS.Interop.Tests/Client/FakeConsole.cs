using System.Collections.Concurrent;
using System.Text;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Client;

/// <summary>A console in memory: a test types, and an emulator shows what is written.</summary>
internal sealed class FakeConsole(int columns = 80, int rows = 24) : IConsole
{
    private readonly BlockingCollection<byte[]> _typed = [];
    private readonly Emulator _emulator = new(columns, rows);
    private readonly StringBuilder _written = new();
    private readonly Lock _gate = new();
    private ConsoleSize _size = new(columns, rows);
    private byte[] _unread = [];

    public event Action<ConsoleEvent>? Happened;

    public TerminalDescription Terminal => TerminalDescription.XtermDefaults;

    public bool CanSuspend { get; init; } = true;

    public bool IsRaw { get; private set; }

    public int Suspensions { get; private set; }

    /// <summary>Whether writing fails, as when the terminal has gone.</summary>
    public bool IsGone { get; set; }

    /// <summary>All that was written.</summary>
    public string Written
    {
        get
        {
            lock (_gate)
            {
                return _written.ToString();
            }
        }
    }

    /// <summary>What a user would see.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _emulator.Screen.GetText();
            }
        }
    }

    public string Title
    {
        get
        {
            lock (_gate)
            {
                return _emulator.Screen.WindowTitle;
            }
        }
    }

    /// <summary>What was typed and nobody has read.</summary>
    public string Unread => Encoding.UTF8.GetString([.. _unread, .. _typed.SelectMany(bytes => bytes)]);

    public void Type(string text) => _typed.Add(Encoding.UTF8.GetBytes(text));

    public void HangUp() => _typed.CompleteAdding();

    public void Resize(int width, int height)
    {
        lock (_gate)
        {
            _size = new ConsoleSize(width, height);
            _emulator.Resize(width, height);
        }

        Raise(new ConsoleEvent(ConsoleEventKind.Resized));
    }

    public void Raise(ConsoleEvent happened) => Happened?.Invoke(happened);

    public async Task WaitForAsync(Func<FakeConsole, bool> condition, string what)
    {
        for (int i = 0; !condition(this); i++)
        {
            Assert.True(i < 400, $"The console never showed {what}:\n{Text}");
            await Task.Delay(25);
        }
    }

    public Task WaitForTextAsync(string text) => WaitForAsync(c => c.Text.Contains(text, StringComparison.Ordinal), text);

    public ConsoleSize GetSize() => _size;

    public void EnterRawMode() => IsRaw = true;

    public void LeaveRawMode() => IsRaw = false;

    public int Read(Span<byte> buffer)
    {
        if (_unread.Length == 0)
        {
            byte[]? next;
            try
            {
                next = _typed.Take();
            }
            catch (InvalidOperationException)
            {
                return 0;
            }

            // An empty piece stands for a cancellation.
            if (next.Length == 0)
            {
                return -1;
            }

            _unread = next;
        }

        int length = Math.Min(buffer.Length, _unread.Length);
        _unread.AsSpan(0, length).CopyTo(buffer);
        _unread = _unread[length..];
        return length;
    }

    public void CancelRead()
    {
        if (!_typed.IsAddingCompleted)
        {
            _typed.Add([]);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsGone)
        {
            throw new IOException("write: Input/output error");
        }

        lock (_gate)
        {
            _written.Append(Encoding.UTF8.GetString(bytes));
            _emulator.Write(bytes);
        }
    }

    public void Suspend() => Suspensions++;

    public void Dispose() => _typed.Dispose();
}
