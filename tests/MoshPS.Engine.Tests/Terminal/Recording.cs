using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>
/// What a full-screen program wrote to an 80×24 terminal, up to some byte, and what stock mosh-client showed of it in
/// tmux. The recordings are of vim, less, bash and tmux in a directory made for them. Where stock's frames leave the
/// cursor one column left of the bottom-right corner (spec 2 §8, defect 1), the place is the right one.
/// </summary>
public sealed record Recording
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Recording> All { get; } = Load();

    [JsonPropertyName("recording")]
    public required string Name { get; init; }

    public required int Length { get; init; }

    public required IReadOnlyList<string> Rows { get; init; }

    public required int CursorRow { get; init; }

    public required int CursorColumn { get; init; }

    public byte[] Output() => Output(Name)[..Length];

    /// <summary>The whole of one of the four recordings.</summary>
    public static byte[] Output(string name)
    {
        using Stream stream = Open($"{name}.bin");
        byte[] output = new byte[stream.Length];
        stream.ReadExactly(output);
        return output;
    }

    private static List<Recording> Load()
    {
        using Stream stream = Open("stock-screens.json");
        return JsonSerializer.Deserialize<List<Recording>>(stream, Options)!;
    }

    private static Stream Open(string file) =>
        typeof(Recording).Assembly.GetManifestResourceStream(typeof(Recording), $"Recordings.{file}")!;
}
