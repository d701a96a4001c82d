namespace MoshPS.Engine.Crypto;

/// <summary>How AES is computed.</summary>
internal enum AesImplementation
{
    /// <summary>AES-NI.</summary>
    X86,

    /// <summary>The AES instructions of ARMv8.</summary>
    Arm,
}
