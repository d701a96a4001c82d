namespace MoshPS.Benchmarks.Typing;

/// <summary>A key, or what was pasted at once.</summary>
/// <param name="Pause">Time since the key before.</param>
/// <param name="Bytes">What the terminal sends for it.</param>
/// <param name="After">The screen that the person saw before the next key.</param>
internal sealed record TypedKey(TimeSpan Pause, byte[] Bytes, ShownScreen After);
