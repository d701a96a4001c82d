namespace MoshPS.Engine.Transport.Compression;

/// <summary>What a <see cref="HuffmanEntry"/> stands for.</summary>
internal enum HuffmanEntryKind
{
    /// <summary>A literal byte, or a code length.</summary>
    Literal,

    /// <summary>A match length or a distance: a least value, to which the extra bits are added.</summary>
    Base,

    /// <summary>The end of the block.</summary>
    EndOfBlock,

    /// <summary>A second table, for codes that are too long for the first one.</summary>
    Link,
}
