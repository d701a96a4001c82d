using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>The state diagram of spec 2 §3, seen through what the parser reports.</summary>
public sealed class VtParserTests
{
    // What the parser reports, in a short notation: 'text', <control>, ESC and CSI sequences, OSC "text".
    [Theory]
    [InlineData("abc", "'abc'")]
    [InlineData("a\nb", "'a' <0A> 'b'")]
    [InlineData("a\x7F" + "b", "'ab'")]
    [InlineData("\e7", "ESC 7")]
    [InlineData("\e#8", "ESC #8")]
    [InlineData("\eD", "<84>")]
    [InlineData("\e\\", "<9C>")]
    [InlineData("\e D", "ESC  D")]
    [InlineData("\e\r7", "<0D> ESC 7")]
    [InlineData("\e\x7F" + "7", "ESC 7")]
    [InlineData("\e\e7", "ESC 7")]
    [InlineData("\e###8", "unknown")]
    [InlineData("\e[A", "CSI A 0")]
    [InlineData("\e[1;23H", "CSI H 1;23")]
    [InlineData("\e[;H", "CSI H 0;0")]
    [InlineData("\e[65535;65536;0007A", "CSI A 65535;0;7")]
    [InlineData("\e[99999999999999999999A", "CSI A 0")]
    [InlineData("\e[?25h", "CSI ?h 25")]
    [InlineData("\e[>c", "CSI >c 0")]
    [InlineData("\e[!p", "CSI !p 0")]
    [InlineData("\e[1 q", "CSI  q 1")]
    [InlineData("\e[?1$p", "CSI ?$p 1")]
    [InlineData("\e[1?hx", "'x'")]
    [InlineData("\e[1 2qx", "'x'")]
    [InlineData("\e[1:2mx", "'x'")]
    [InlineData("\e[:\nmx", "<0A> 'x'")]
    [InlineData("\e[1\b2A", "<08> CSI A 12")]
    [InlineData("\e[1\x7F" + "2A", "CSI A 12")]
    [InlineData("\e[1\x18" + "2A", "<18> '2A'")]
    [InlineData("\e[1\x1A" + "2A", "<1A> '2A'")]
    [InlineData("\e[1\e[2A", "CSI A 2")]
    [InlineData("\e]0;t\a", "OSC \"0;t\"")]
    [InlineData("\e]0;t\e\\", "OSC \"0;t\" <9C>")]
    [InlineData("\e]0;t\x18x", "OSC \"0;t\" <18> 'x'")]
    [InlineData("\e]0;a\nb\x7F\a", "OSC \"0;ab\x7F\"")]
    [InlineData("\e]0;t\e]1;u\a", "OSC \"0;t\" OSC \"1;u\"")]
    [InlineData("\ePa\a\nb\e\\c", "<9C> 'c'")]
    [InlineData("\eXa\e[A", "CSI A 0")]
    [InlineData("\e^a\x1A" + "b", "<1A> 'b'")]
    [InlineData("\e_a\e\\", "<9C>")]
    public void Bytes_are_reported_as(string input, string expected) =>
        Assert.Equal(expected, Report(Encoding.Latin1.GetBytes(input)));

    [Theory]
    [InlineData("\u0084", "<84>")]
    [InlineData("\u009B2A", "CSI A 2")]
    [InlineData("\u009D0;t\u009Cx", "OSC \"0;t\" 'x'")]
    [InlineData("\u0090a\u009Cb", "'b'")]
    [InlineData("\e[1\u0085A", "<85> 'A'")]
    [InlineData("\e[1\u009C2", "'2'")]
    [InlineData("\e]0;t\u0099x", "OSC \"0;t\" <99> 'x'")]
    [InlineData("\e]0;t\u009Cx", "OSC \"0;t\" 'x'")]
    [InlineData("é中", "U+E9 U+4E2D")]
    [InlineData("\eé", "unknown")]
    [InlineData("\e[1é", "unknown")]
    [InlineData("\e[:éx", "'x'")]
    [InlineData("\e]2;é😀\a", "OSC \"2;é😀\"")]
    public void Characters_beyond_ASCII_are_reported_as(string input, string expected) =>
        Assert.Equal(expected, Report(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void Only_100_characters_of_parameters_are_kept()
    {
        string report = Report(Encoding.ASCII.GetBytes("\e[" + new string(';', 150) + "1A"));

        Assert.Equal("CSI A " + string.Join(';', Enumerable.Repeat("0", 101)), report);
    }

    [Fact]
    public void Only_16384_code_points_of_a_command_are_kept()
    {
        string text = string.Concat(Enumerable.Repeat("a😀", 10_000));

        string report = Report(Encoding.UTF8.GetBytes("\e]" + text + "\a"));

        Assert.Equal("OSC \"" + string.Concat(Enumerable.Repeat("a😀", 8192)) + "\"", report);
    }

    [Fact]
    public void The_parser_is_idle_between_sequences_and_characters_only()
    {
        var parser = new VtParser();
        var handler = new Recorder([]);
        foreach (string unfinished in new[] { "\e", "\e[", "\e[1", "\e[ ", "\e[:", "\e]", "\eP", "\e#" })
        {
            parser.Parse(Encoding.ASCII.GetBytes(unfinished), handler);
            Assert.False(parser.IsIdle);
            parser.Reset();
            Assert.True(parser.IsIdle);
        }

        parser.Parse([0xE4], handler);
        Assert.False(parser.IsIdle);
        parser.Parse([0xB8, 0xAD], handler);
        Assert.True(parser.IsIdle);
    }

    [Fact]
    public void How_input_is_cut_makes_no_difference()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[] input = TerminalInput.Hostile(random, 400);
            var pieces = new Recorder([]);
            var parser = new VtParser();
            for (int start = 0; start < input.Length;)
            {
                int length = Math.Min(random.Next(1, 6), input.Length - start);
                parser.Parse(input.AsSpan(start, length), pieces);
                start += length;
            }

            Assert.True(Report(input) == pieces.ToString(), $"seed {seed}");
        }
    }

    private static string Report(byte[] input)
    {
        var recorder = new Recorder([]);
        new VtParser().Parse(input, recorder);
        return recorder.ToString();
    }

    private readonly struct Recorder(List<string> events) : IVtHandler
    {
        public void PrintAscii(ReadOnlySpan<byte> text)
        {
            string more = Encoding.ASCII.GetString(text);
            if (events.Count > 0 && events[^1][0] == '\'')
            {
                events[^1] = events[^1][..^1] + more + "'";
            }
            else
            {
                events.Add($"'{more}'");
            }
        }

        public void Print(int codePoint) => events.Add($"U+{codePoint:X}");

        public void Dispatch(VtFunction function, ReadOnlySpan<int> parameters)
        {
            uint id = (uint)function;
            string name = string.Concat(
                ((char)(byte)(id >> 16)).ToString(), ((char)(byte)(id >> 8)).ToString(), ((char)(byte)id).ToString())
                .Replace("\0", "", StringComparison.Ordinal);
            uint kind = id & 0xFF000000;
            events.Add(
                function == VtFunction.Unknown ? "unknown"
                : kind == VtFunctions.EscapeSequence ? $"ESC {name}"
                : kind == VtFunctions.ControlSequence ? $"CSI {name} {string.Join(';', parameters.ToArray())}"
                : $"<{id:X2}>");
        }

        public void DispatchOperatingSystemCommand(ReadOnlySpan<char> text) => events.Add($"OSC \"{text}\"");

        public override string ToString() => string.Join(' ', events);
    }
}
