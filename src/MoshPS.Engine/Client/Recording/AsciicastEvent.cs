namespace MoshPS.Engine.Client.Recording;

/// <summary>A line of a recording after the first.</summary>
/// <param name="Time">Since the start of the recording.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Data">Terminal output for <see cref="AsciicastEventKind.Output"/>; else as the kind says.</param>
public readonly record struct AsciicastEvent(TimeSpan Time, AsciicastEventKind Kind, string Data);
