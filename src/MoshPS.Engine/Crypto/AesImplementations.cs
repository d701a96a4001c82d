namespace MoshPS.Engine.Crypto;

/// <summary>Which implementations of AES this processor supports, and how to make them.</summary>
internal static class AesImplementations
{
    /// <summary>All that this processor supports, the fastest first.</summary>
    public static IEnumerable<AesImplementation> Supported => Enum.GetValues<AesImplementation>().Where(IsSupported);

    /// <summary>The fastest one.</summary>
    public static AesImplementation Best => Supported.First();

    /// <summary>Whether this processor supports it.</summary>
    public static bool IsSupported(AesImplementation implementation) => implementation switch
    {
        AesImplementation.X86 => X86AesInstructions.IsSupported,
        AesImplementation.Arm => ArmAesInstructions.IsSupported,
        AesImplementation.Bitsliced => true,
        _ => false,
    };

    /// <summary>Makes one.</summary>
    /// <param name="implementation">One that is supported.</param>
    /// <param name="key">16 bytes.</param>
    /// <exception cref="PlatformNotSupportedException">It is not.</exception>
    public static OcbCipher Create(AesImplementation implementation, ReadOnlySpan<byte> key) => implementation switch
    {
        AesImplementation.X86 when X86AesInstructions.IsSupported => new HardwareOcb<X86AesInstructions>(key),
        AesImplementation.Arm when ArmAesInstructions.IsSupported => new HardwareOcb<ArmAesInstructions>(key),
        AesImplementation.Bitsliced => new BitslicedOcb(key),
        _ => throw new PlatformNotSupportedException($"This processor has no AES instructions of kind {implementation}."),
    };
}
