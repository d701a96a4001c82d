using System.Runtime.InteropServices;
using System.Text;

namespace MoshPS.Engine.Unix;

/// <summary>A null-terminated array of null-terminated strings, as <c>execve</c> takes it.</summary>
internal readonly unsafe struct UnmanagedStrings : IDisposable
{
    /// <summary>Copies the strings, which hold no zero byte, into one piece of unmanaged memory.</summary>
    public UnmanagedStrings(IReadOnlyList<byte[]> strings)
    {
        int pointers = (strings.Count + 1) * sizeof(byte*);
        int size = pointers;
        foreach (byte[] text in strings)
        {
            size += text.Length + 1;
        }

        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)size);
        byte* next = (byte*)Pointer + pointers;
        for (int i = 0; i < strings.Count; i++)
        {
            Pointer[i] = next;
            strings[i].CopyTo(new Span<byte>(next, strings[i].Length));
            next += strings[i].Length + 1;
        }
    }

    /// <summary>Copies the strings as UTF-8.</summary>
    public UnmanagedStrings(IReadOnlyList<string> strings)
        : this(Encode(strings))
    {
    }

    /// <summary>The array.</summary>
    public byte** Pointer { get; }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(Pointer);

    private static byte[][] Encode(IReadOnlyList<string> strings)
    {
        byte[][] encoded = new byte[strings.Count][];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = Encoding.UTF8.GetBytes(strings[i]);
        }

        return encoded;
    }
}
