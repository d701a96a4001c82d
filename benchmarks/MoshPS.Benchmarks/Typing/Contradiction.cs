namespace MoshPS.Benchmarks.Typing;

/// <summary>A character that a client has shown by mistake.</summary>
/// <param name="Place">Where: the row times the width plus the column.</param>
/// <param name="Character">What it showed.</param>
/// <param name="Since">Since when.</param>
/// <param name="Duration">How long.</param>
internal readonly record struct Contradiction(int Place, char Character, long Since, long Duration);
