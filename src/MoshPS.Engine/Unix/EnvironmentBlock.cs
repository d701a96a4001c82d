using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace MoshPS.Engine.Unix;

/// <summary>
/// The environment of a program to start: <c>NAME=VALUE</c> entries as bytes, so that what is inherited stays as it
/// is, also where it is no UTF-8.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe class EnvironmentBlock
{
    private readonly List<byte[]> _entries = [];

    /// <summary>An empty environment.</summary>
    public EnvironmentBlock()
    {
    }

    /// <summary>A copy of another environment.</summary>
    public EnvironmentBlock(EnvironmentBlock other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _entries.AddRange(other._entries);
    }

    /// <summary>The entries, without terminators.</summary>
    internal IReadOnlyList<byte[]> Entries => _entries;

    /// <summary>The names of the variables that are set.</summary>
    internal IEnumerable<string> Names => _entries
        .Select(entry => (Entry: entry, Length: entry.AsSpan().IndexOf((byte)'=')))
        .Where(entry => entry.Length > 0)
        .Select(entry => Encoding.UTF8.GetString(entry.Entry, 0, entry.Length));

    /// <summary>
    /// The environment that this process was started with. <see cref="Environment.SetEnvironmentVariable(string, string)"/>
    /// does not change it: that is a matter of the runtime alone.
    /// </summary>
    public static EnvironmentBlock Inherited()
    {
        EnvironmentBlock block = new();
        for (byte** entry = NativeEntries(); entry != null && *entry != null; entry++)
        {
            block._entries.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry).ToArray());
        }

        return block;
    }

    /// <summary>A variable's value; null when it is not set.</summary>
    public string? Get(string name)
    {
        int index = IndexOf(Prefix(name), 0);
        return index < 0 ? null : Encoding.UTF8.GetString(_entries[index].AsSpan(Encoding.UTF8.GetByteCount(name) + 1));
    }

    /// <summary>Sets a variable.</summary>
    public void Set(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        byte[] entry = Encoding.UTF8.GetBytes($"{name}={value}");
        int index = IndexOf(Prefix(name), 0);
        if (index < 0)
        {
            _entries.Add(entry);
            return;
        }

        Remove(name, index + 1);
        _entries[index] = entry;
    }

    /// <summary>Takes a variable away, if it is set.</summary>
    public void Remove(string name) => Remove(name, 0);

    private static byte[] Prefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Encoding.UTF8.GetBytes(name + "=");
    }

    private static byte** NativeEntries()
    {
        // Programs of macOS may not refer to environ in a library; there is a function for it.
        if (CLibrary.Find("_NSGetEnviron") is not 0 and nint function)
        {
            return *((delegate* unmanaged<byte***>)function)();
        }

        return CLibrary.Find("environ") is not 0 and nint variable ? *(byte***)variable : null;
    }

    private void Remove(string name, int start)
    {
        byte[] prefix = Prefix(name);
        for (int index = IndexOf(prefix, start); index >= 0; index = IndexOf(prefix, index))
        {
            _entries.RemoveAt(index);
        }
    }

    private int IndexOf(byte[] prefix, int start)
    {
        for (int i = start; i < _entries.Count; i++)
        {
            if (_entries[i].AsSpan().StartsWith(prefix))
            {
                return i;
            }
        }

        return -1;
    }
}
