namespace MoshPS.Engine.Ssh;

/// <summary>Takes what our command on a host prints, and nothing that came before it or another way.</summary>
internal interface IHostOutput
{
    /// <summary>Bytes that ssh may print on each of its two streams: more is not a profile's noise any more.</summary>
    int Limit { get; }

    /// <summary>Whether all that counts has come.</summary>
    bool IsComplete { get; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">Without its end.</param>
    /// <returns>Whether the line is something to show to the user.</returns>
    bool Accept(string line);
}
