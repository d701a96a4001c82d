namespace MoshPS.Engine.Crypto;

/// <summary>Which implementations of AES this processor supports, and how to make them.</summary>
internal static class AesImplementations
{
    /// <summary>The fastest one.</summary>
    public static AesImplementation Best =>
        X86AesInstructions.IsSupported ? AesImplementation.X86 : AesImplementation.Arm;

    /// <summary>Makes one.</summary>
    /// <exception cref="PlatformNotSupportedException">This processor lacks the instructions.</exception>
    public static OcbCipher Create(AesImplementation implementation, ReadOnlySpan<byte> key) => implementation switch
    {
        AesImplementation.X86 when X86AesInstructions.IsSupported => new HardwareOcb<X86AesInstructions>(key),
        AesImplementation.Arm when ArmAesInstructions.IsSupported => new HardwareOcb<ArmAesInstructions>(key),
        _ => throw new PlatformNotSupportedException($"This processor has no AES instructions of kind {implementation}."),
    };
}
