using MoshPS.Engine.Ssh;

namespace MoshPS.Connection;

/// <summary>One session to make.</summary>
/// <param name="Login">How to log in and start the server.</param>
/// <param name="Name">What to call the session; null for a name made from its number.</param>
/// <param name="Columns">Width of the terminal.</param>
/// <param name="Rows">Height of the terminal.</param>
/// <param name="ConnectTimeout">How long the first contact over UDP may take.</param>
internal sealed record ConnectionOrder(SshBootstrapOptions Login, string? Name, int Columns, int Rows, TimeSpan ConnectTimeout);
