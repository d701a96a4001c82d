namespace MoshPS.Engine.Transport;

/// <summary>How large an instruction may be (spec 1 §5).</summary>
internal static class InstructionLimits
{
    /// <summary>2048 × 2048: the most an instruction may have, before and after compression.</summary>
    public const int MaximumLength = 4_194_304;

    /// <summary>
    /// The longest difference that is sent: leaves room for the other fields, and for what zlib adds to bytes that
    /// do not compress.
    /// </summary>
    public const int MaximumDiffLength = MaximumLength - 65_536;

    /// <summary>
    /// About how long the parts are in which more than that is sent: a few hundred datagrams, of which each must arrive.
    /// </summary>
    public const int PartLength = 1 << 19;
}
