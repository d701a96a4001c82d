using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The modes that a client has set in its window and that tmux does not tell of, from the record of all it wrote.</summary>
/// <param name="path">The record, which grows.</param>
internal sealed class RecordedModes(string path)
{
    // Of no screen are modes read but of this one; what is written on it does not matter.
    private readonly Emulator _emulator = new(2, 1);
    private long _length;

    /// <summary>The sequences that set those of them that are on.</summary>
    public string Read()
    {
        using (FileStream record = new(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            record.Position = _length;
            byte[] buffer = new byte[64 * 1024];
            while (record.Read(buffer) is > 0 and int length)
            {
                _emulator.Write(buffer.AsSpan(0, length));
                _length += length;
            }
        }

        Screen screen = _emulator.Screen;
        StringBuilder text = new();
        Append(5, screen.IsReverseVideo);
        Append(1004, screen.IsMouseFocusOn);
        Append(2004, screen.IsBracketedPasteOn);
        Append((int)screen.MouseReporting, screen.MouseReporting is MouseReporting.Press or MouseReporting.Highlight);
        Append((int)screen.MouseEncoding, screen.MouseEncoding == MouseEncoding.Urxvt);
        return text.ToString();

        void Append(int mode, bool isOn) => text.Append(isOn ? string.Create(CultureInfo.InvariantCulture, $"\e[?{mode}h") : "");
    }
}
