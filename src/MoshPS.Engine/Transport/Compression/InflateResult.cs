namespace MoshPS.Engine.Transport.Compression;

/// <summary>How decompressing ended.</summary>
internal enum InflateResult
{
    /// <summary>The stream was complete and valid.</summary>
    Done,

    /// <summary>The output is full and the stream goes on.</summary>
    OutputFull,

    /// <summary>The stream is broken or cut off.</summary>
    Invalid,
}
