using System.Buffers;
using System.Text;

namespace MoshPS.Engine.Pty;

/// <summary>Text shown on a terminal before anything runs on it: line feeds become CR LF, as the terminal itself would do (ONLCR).</summary>
internal sealed class GreetingText
{
    /// <summary>Of a longer message of the day the rest is not shown; no screen holds as much.</summary>
    private const int LargestMessage = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Appends text.</summary>
    public void Append(string text) => Append(Encoding.UTF8.GetBytes(text));

    /// <summary>Appends files: of each group the first that can be read.</summary>
    public void AppendMessages(IEnumerable<IReadOnlyList<string>> groups)
    {
        foreach (IReadOnlyList<string> files in groups)
        {
            _ = files.Any(TryAppendFile);
        }
    }

    /// <summary>What is to be written to the emulator.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private bool TryAppendFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] buffer = new byte[LargestMessage];
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Append(buffer.AsSpan(0, length));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'\n') is >= 0 and int end)
        {
            _bytes.Write(text[..end]);
            _bytes.Write("\r\n"u8);
            text = text[(end + 1)..];
        }

        _bytes.Write(text);
    }
}
