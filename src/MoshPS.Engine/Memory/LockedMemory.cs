using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MoshPS.Engine.Memory;

/// <summary>
/// Memory for keys and what is derived from them: pages of their own, outside the heap of the garbage collector, which
/// would move and copy them. As far as the system allows they are neither swapped out nor part of a core dump nor seen
/// by child processes; where it does not (<c>RLIMIT_MEMLOCK</c>), they are plain memory. Zeroed before they are given
/// back, on disposal or, at the latest, by the finaliser.
/// </summary>
internal sealed unsafe class LockedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly int _length;

    /// <summary>Takes zeroed pages.</summary>
    /// <param name="length">How many bytes are needed; above zero.</param>
    /// <exception cref="InsufficientMemoryException">The system has no memory.</exception>
    public LockedMemory(int length)
        : base(ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _length = length;
        SetHandle(OperatingSystem.IsWindows() ? WindowsPages.Take(MappedLength) : UnixPages.Take(MappedLength));
        if (IsInvalid)
        {
            throw new InsufficientMemoryException("The system has no memory for a key.");
        }
    }

    /// <summary>Sees the bytes after they have been zeroed and before the pages are given back; for tests.</summary>
    internal Action<byte[]>? Erased { get; set; }

    /// <summary>Where the bytes start: at the start of a page. Valid while this object is reachable and not disposed of.</summary>
    public void* Address => (void*)handle;

    /// <summary>The bytes. The same holds for them.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<byte>(Address, _length);
        }
    }

    private nuint MappedLength
    {
        get
        {
            int page = Environment.SystemPageSize;
            return (nuint)(((long)_length + page - 1) / page * page);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Span<byte> bytes = new(Address, _length);
        CryptographicOperations.ZeroMemory(bytes);
        Erased?.Invoke(bytes.ToArray());
        return OperatingSystem.IsWindows() ? WindowsPages.GiveBack(handle) : UnixPages.GiveBack(handle, MappedLength);
    }
}
