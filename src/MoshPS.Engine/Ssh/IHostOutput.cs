namespace MoshPS.Engine.Ssh;

/// <summary>Takes what a host prints: a command's own output among whatever else shells, profiles and banners say.</summary>
internal interface IHostOutput
{
    /// <summary>Bytes that the host may print on each of its two streams: more is not a profile's noise any more.</summary>
    int Limit { get; }

    /// <summary>Whether all that counts has come.</summary>
    bool IsComplete { get; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">Without its end.</param>
    /// <returns>Whether the line is something to show to the user.</returns>
    bool Accept(string line);
}
