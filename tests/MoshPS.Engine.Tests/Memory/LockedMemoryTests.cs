using System.Globalization;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Memory;
using MoshPS.Engine.Tests.Unix;

namespace MoshPS.Engine.Tests.Memory;

public sealed class LockedMemoryTests
{
    [Fact]
    public void It_begins_with_zeros_and_holds_what_is_written()
    {
        using LockedMemory memory = new(100);
        Assert.Equal(100, memory.Bytes.Length);
        Assert.DoesNotContain(memory.Bytes.ToArray(), value => value != 0);
        memory.Bytes.Fill(7);
        Assert.DoesNotContain(memory.Bytes.ToArray(), value => value != 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(10_000)]
    public void It_is_zeroed_before_it_is_given_back(int length)
    {
        byte[]? erased = null;
        LockedMemory memory = new(length) { Erased = bytes => erased = bytes };
        memory.Bytes.Fill(0xA5);
        memory.Dispose();
        Assert.NotNull(erased);
        Assert.Equal(new byte[length], erased);
        Assert.Throws<ObjectDisposedException>(() => memory.Bytes.Length);
        memory.Dispose();
    }

    [Fact]
    public void A_key_that_nobody_disposed_of_is_zeroed_by_the_finaliser()
    {
        byte[]? erased = null;
        Forget(bytes => erased = bytes);
        for (int i = 0; i < 10 && Volatile.Read(ref erased) is null; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(new byte[SessionKey.Size], erased);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(Action<byte[]> observer) => SessionKey.FromBytes("0123456789abcdef"u8).Memory.Erased = observer;
    }

    [Fact]
    public void A_key_is_zeroed_and_useless_once_disposed_of()
    {
        byte[]? erased = null;
        SessionKey key = SessionKey.FromBytes("0123456789abcdef"u8);
        key.Memory.Erased = bytes => erased = bytes;
        key.Dispose();
        key.Dispose();
        Assert.Equal(new byte[SessionKey.Size], erased);
        Assert.Throws<ObjectDisposedException>(() => key.ToBase64());
        Assert.Throws<ObjectDisposedException>(() => new AesOcb(key));
    }

    [UnixFact(linuxOnly: true)]
    public void Keys_are_locked_kept_out_of_core_dumps_and_out_of_child_processes()
    {
        using LockedMemory memory = new(1);
        string flags = FlagsOf(memory);
        Assert.Contains(" dd", flags, StringComparison.Ordinal);
        Assert.Contains(" dc", flags, StringComparison.Ordinal);
        if (LockLimit() >= 1 << 16)
        {
            Assert.Contains(" lo", flags, StringComparison.Ordinal);
        }
    }

    [UnixFact(linuxOnly: true)]
    public void Locked_memory_grows_with_keys_and_shrinks_without_them()
    {
        if (LockLimit() < 1 << 20)
        {
            // Nothing is to be locked here; that it works without is seen by every other test.
            return;
        }

        const int Count = 64;
        long pages = Count * (Environment.SystemPageSize / 1024);
        long before = LockedKilobytes();
        LockedMemory[] memories = [.. Enumerable.Range(0, Count).Select(_ => new LockedMemory(16))];

        // Other tests have keys of their own meanwhile: some.
        Assert.InRange(LockedKilobytes() - before, pages / 2, long.MaxValue);
        long most = LockedKilobytes();
        Assert.All(memories, memory => memory.Dispose());
        Assert.InRange(most - LockedKilobytes(), pages / 2, long.MaxValue);
    }

    /// <summary>The flags of the mapping, as the kernel tells them.</summary>
    private static unsafe string FlagsOf(LockedMemory memory)
    {
        string start = ((long)memory.Address).ToString("x", CultureInfo.InvariantCulture);
        ulong address = (ulong)memory.Address;
        bool isOurs = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (dash > 0 && dash < blank
                && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong first)
                && ulong.TryParse(line.AsSpan(dash + 1, blank - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong end))
            {
                isOurs = first <= address && address < end;
            }
            else if (isOurs && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"There is no mapping at {start}.");
    }

    private static long LockedKilobytes() => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmLck:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>How much this process may lock, in bytes.</summary>
    private static long LockLimit()
    {
        string soft = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max locked memory", StringComparison.Ordinal))["Max locked memory".Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? long.MaxValue : long.Parse(soft, CultureInfo.InvariantCulture);
    }
}
