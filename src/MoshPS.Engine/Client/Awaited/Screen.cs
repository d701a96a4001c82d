namespace MoshPS.Engine.Terminal;

/// <summary>Stands in for the screen until the Terminal layer is merged; the project file drops it then.</summary>
public sealed class Screen;
