namespace MoshPS.Engine.Crypto;

/// <summary>How AES is computed.</summary>
internal enum AesImplementation
{
    /// <summary>The AES instructions of x86 (AES-NI).</summary>
    X86,

    /// <summary>The AES instructions of ARMv8.</summary>
    Arm,

    /// <summary>A constant-time circuit on plain vector operations, for every processor.</summary>
    Bitsliced,
}
