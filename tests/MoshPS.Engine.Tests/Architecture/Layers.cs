namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The engine's layers, as docs/architecture.md draws them: a folder is a namespace is a layer.</summary>
internal static class Layers
{
    /// <summary>The namespace of the engine itself, which every layer may use and which uses none.</summary>
    public const string Root = "MoshPS.Engine";

    /// <summary>The layers that each layer stands on directly. Lower ones follow from there.</summary>
    private static readonly Dictionary<string, string[]> Foundations = new()
    {
        ["Memory"] = [],
        ["Crypto"] = ["Memory"],
        ["Datagrams"] = ["Crypto"],
        ["Transport"] = ["Datagrams"],
        ["Terminal"] = [],
        ["Sync"] = ["Terminal", "Transport"],
        ["Prediction"] = ["Sync"],
        ["Unix"] = [],
        ["Pty"] = ["Unix"],
        ["Ssh"] = ["Crypto", "Unix"],
        ["Server"] = ["Sync", "Pty"],
        ["Client"] = ["Sync", "Prediction", "Ssh", "Unix"],
    };

    /// <summary>
    /// Without I/O, clock, threads, randomness and changing statics. Memory is none of them, for it calls the system; but
    /// all that it gives is zeroed bytes, so what stands on it is as pure as on an array.
    /// </summary>
    public static IReadOnlyList<string> Pure { get; } =
        ["Crypto", "Datagrams", "Transport", "Terminal", "Sync", "Prediction"];

    public static IEnumerable<string> All => Foundations.Keys;

    /// <summary>The layer of a namespace of the engine; empty for the root.</summary>
    public static string Of(string @namespace) => @namespace.Length <= Root.Length
        ? ""
        : @namespace[(Root.Length + 1)..].Split('.')[0];

    public static bool MayUse(string layer, string used) =>
        used.Length == 0
        || layer == used
        || (Foundations.TryGetValue(layer, out string[]? below) && below.Any(lower => MayUse(lower, used)));
}
