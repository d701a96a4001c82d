using System.Text;
using System.Text.Json;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>
/// One of the recorded cases of <c>terminal-cases.json</c>, whose fields spec 2 §14 describes: what stock mosh makes
/// of some output.
/// </summary>
public sealed record TerminalCase
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<TerminalCase> All { get; } = Load();

    public required string Name { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Input { get; init; }

    public required IReadOnlyList<string> Rows { get; init; }

    public required int CursorRow { get; init; }

    public required int CursorCol { get; init; }

    public required string Wire { get; init; }

    public IReadOnlyList<string> WireDiverges { get; init; } = [];

    public IReadOnlyList<Run> Attrs { get; init; } = [];

    public IReadOnlyList<int> WrapRows { get; init; } = [];

    public DrawState State { get; init; } = new();

    public string Reply { get; init; } = "";

    /// <summary>The bytes that a string of the file stands for.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static TerminalCase Named(string name) => All.Single(c => c.Name == name);

    private static List<TerminalCase> Load()
    {
        using Stream stream = typeof(TerminalCase).Assembly
            .GetManifestResourceStream(typeof(TerminalCase), "terminal-cases.json")!;
        return JsonSerializer.Deserialize<List<TerminalCase>>(stream, Options)!;
    }

    /// <summary>Cells in a row that share a rendition, given as SGR codes.</summary>
    public sealed record Run(int Row, int Col, int Len, string Sgr);

    /// <summary>Draw state; what a case does not mention has the default.</summary>
    public sealed record DrawState
    {
        public string Pen { get; init; } = "";

        public bool PendingWrap { get; init; }

        public int RegionTop { get; init; }

        /// <summary>Null for the last row.</summary>
        public int? RegionBottom { get; init; }

        public bool Origin { get; init; }

        public bool Autowrap { get; init; } = true;

        public bool CursorVisible { get; init; } = true;

        public bool ReverseVideo { get; init; }

        public bool BracketedPaste { get; init; }

        public bool ApplicationCursorKeys { get; init; }

        public int MouseReporting { get; init; }

        public int MouseEncoding { get; init; }

        public bool MouseFocus { get; init; }

        public bool MouseAlternateScroll { get; init; }

        public string Title { get; init; } = "";

        public string Icon { get; init; } = "";

        public string Clipboard { get; init; } = "";

        public int Bells { get; init; }
    }
}
