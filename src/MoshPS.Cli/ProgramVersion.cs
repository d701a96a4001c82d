using System.Reflection;

namespace MoshPS.Cli;

/// <summary>The program's name and version.</summary>
internal static class ProgramVersion
{
    /// <summary>One line, such as <c>moshps 0.1.0</c>, and the licence.</summary>
    public static string Notice =>
        $"""
        moshps {Number}
        Copyright (c) The MoshPS developers. Licence: MIT.
        Speaks the protocol of mosh 1.4.0; see https://mosh.org for the original.
        """;

    /// <summary>The version, and the commit that it was built from.</summary>
    public static string Number =>
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "(unknown version)";
}
