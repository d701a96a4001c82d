using System.Buffers.Binary;
using System.IO.Compression;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// Reads along what one end sends, with the key, and checks what holds for every datagram: each sequence number once
/// and in order, sizes, fragment ids and numbers. Decodes with as little of the engine as possible.
/// </summary>
internal sealed class Wiretap(SessionKey key, bool toServer) : IDisposable
{
    private readonly AesOcb _cipher = new(key);
    private readonly Dictionary<ulong, ObservedInstruction> _instructions = [];
    private List<byte[]> _pieces = [];
    private List<byte[]> _lastPieces = [];
    private ulong _sequence;
    private ulong _lastId;

    /// <summary>The plaintext of a datagram from this end: timestamps and fragment.</summary>
    public byte[] Open(ReadOnlySpan<byte> datagram)
    {
        byte[] plaintext = new byte[datagram.Length - 24];
        Span<byte> nonce = stackalloc byte[12];
        nonce[..4].Clear();
        datagram[..8].CopyTo(nonce[4..]);
        Require(_cipher.TryOpen(nonce, datagram[8..], plaintext), "a datagram does not open");
        return plaintext;
    }

    /// <summary>Takes the datagrams of one tick, which make one instruction.</summary>
    public ObservedInstruction Observe(List<byte[]> datagrams, int maximumPayload)
    {
        ulong id = 0;
        (_pieces, _lastPieces) = (_lastPieces, _pieces);
        _pieces.Clear();
        for (int i = 0; i < datagrams.Count; i++)
        {
            byte[] datagram = datagrams[i];
            Require(datagram.Length <= maximumPayload, "a datagram is too long");
            ulong nonce = BinaryPrimitives.ReadUInt64BigEndian(datagram);
            Require(nonce == (_sequence++ | (toServer ? 0 : 1ul << 63)), "a sequence number is out of order");
            byte[] plaintext = Open(datagram);
            ulong fragmentId = BinaryPrimitives.ReadUInt64BigEndian(plaintext.AsSpan(4));
            ushort flags = BinaryPrimitives.ReadUInt16BigEndian(plaintext.AsSpan(12));
            id = i == 0 ? fragmentId : id;
            Require(fragmentId == id && (flags & 0x7FFF) == i, "fragments are out of order");
            Require((flags >> 15 == 1) == (i == datagrams.Count - 1), "the final fragment is not the last");
            _pieces.Add(plaintext[14..]);
        }

        if (id == _lastId && _lastId > 0)
        {
            Require(_pieces.Count == _lastPieces.Count, "an id stands for two instructions");
            for (int i = 0; i < _pieces.Count; i++)
            {
                Require(_pieces[i].AsSpan().SequenceEqual(_lastPieces[i]), "an id stands for two instructions");
            }

            return _instructions[id];
        }

        Require(id == _lastId + 1, "an instruction's id is not the next");
        _lastId = id;
        using var zlib = new ZLibStream(new MemoryStream([.. _pieces.SelectMany(piece => piece)]), CompressionMode.Decompress);
        using var message = new MemoryStream();
        zlib.CopyTo(message);
        Require(Instruction.TryParse(message.ToArray(), out Instruction instruction), "an instruction does not parse");
        Require(instruction.ProtocolVersion == 2 && instruction.Chaff.Length <= 16, "version or chaff");
        var observed = new ObservedInstruction(
            id,
            instruction.OldNumber,
            instruction.NewNumber,
            instruction.AcknowledgedNumber,
            instruction.ThrowawayNumber,
            instruction.Diff.ToArray());
        _instructions.Add(id, observed);
        return observed;
    }

    /// <summary>The instruction that a datagram of this end belongs to.</summary>
    public ObservedInstruction InstructionOf(ReadOnlySpan<byte> plaintext) =>
        _instructions[BinaryPrimitives.ReadUInt64BigEndian(plaintext[4..])];

    public void Dispose() => _cipher.Dispose();

    private static void Require(bool condition, string rule) => SimulationException.Require(condition, rule);
}
