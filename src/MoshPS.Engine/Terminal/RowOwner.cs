namespace MoshPS.Engine.Terminal;

/// <summary>
/// A token that says which screen, and since which snapshot, may write into a <see cref="Row"/>. It is not the
/// screen itself, because shared rows would then keep every former screen alive.
/// </summary>
internal sealed class RowOwner;
