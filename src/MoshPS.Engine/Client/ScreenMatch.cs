using System.Text.RegularExpressions;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>A pattern found on a session's screen.</summary>
/// <param name="Match">The match in the screen's text.</param>
/// <param name="Screen">The screen on which it was found.</param>
public sealed record ScreenMatch(Match Match, Screen Screen);
