namespace MoshPS.Engine.Client.Consoles;

/// <summary>The size of a console's window, in characters.</summary>
/// <param name="Columns">Width.</param>
/// <param name="Rows">Height.</param>
public readonly record struct ConsoleSize(int Columns, int Rows);
