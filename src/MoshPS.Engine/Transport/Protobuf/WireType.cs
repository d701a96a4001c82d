namespace MoshPS.Engine.Transport.Protobuf;

/// <summary>How a protobuf value is laid out: the low three bits of a field's tag.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
