using System.Net;
using System.Text;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class ServerOutputTests
{
    private const string Key = "4NeCCgvZFe2RnPgrcU1PQw";

    private readonly ServerOutput _output = new("mosh-server");

    [Theory]
    [InlineData($"MOSH CONNECT 60001 {Key}")]
    [InlineData($"MOSH CONNECT 60001 {Key}  ")]
    [InlineData($"noise without an end MOSH CONNECT 60001 {Key}")]
    [InlineData($"\u001b]0;title\aMOSH CONNECT 60001 {Key}\u001b[0m")]
    [InlineData($"MOSH CONNECT 60001 {Key} and noise")]
    public void A_connect_line_is_found_among_noise(string line)
    {
        Assert.False(_output.Accept(line));
        Assert.Equal((60001, Key), (_output.Port, _output.Key?.ToBase64()));
        Assert.Empty(_output.LastLines.Lines);
    }

    [Theory]
    [InlineData("MOSH CONNECT")]
    [InlineData($"MOSH CONNECT 0 {Key}")]
    [InlineData($"MOSH CONNECT 65536 {Key}")]
    [InlineData($"MOSH CONNECT 600011 {Key}")]
    [InlineData($"MOSH CONNECT -1 {Key}")]
    [InlineData($"MOSH CONNECT 60001 {Key}A")]
    [InlineData($"MOSH CONNECT 60001 {Key}==")]
    [InlineData("MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQ")]
    [InlineData("MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQB")]
    public void A_malformed_one_is_described_and_not_quoted(string line)
    {
        _output.Accept(line);
        Assert.Null(_output.Key);
        Assert.NotNull(_output.Malformed);
        Assert.DoesNotContain("4NeCCg", _output.Malformed, StringComparison.Ordinal);
        Assert.Empty(_output.LastLines.Lines);
    }

    [Fact]
    public void A_good_line_after_a_bad_one_counts_and_a_second_good_one_does_not()
    {
        _output.Accept("MOSH CONNECT soon");
        _output.Accept($"MOSH CONNECT 60001 {Key}");
        _output.Accept("MOSH CONNECT 60002 AAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal((60001, Key), (_output.Port, _output.Key?.ToBase64()));
    }

    [Theory]
    [InlineData("MOSH SSH_CONNECTION 192.0.2.1 5000 198.51.100.7 22", "198.51.100.7")]
    [InlineData("MOSH SSH_CONNECTION ::1 5000 ::ffff:198.51.100.7 22", "198.51.100.7")]
    [InlineData("MOSH SSH_CONNECTION fe80::1%eth0 5000 2001:db8::7 22", "2001:db8::7")]
    [InlineData("MOSH SSH_CONNECTION UNKNOWN 65535 UNKNOWN 65535", null)]
    [InlineData("MOSH SSH_CONNECTION 1 2 3", null)]
    public void The_servers_own_address_is_read(string line, string? address)
    {
        _output.Accept(line);
        Assert.Equal(address is null ? null : IPAddress.Parse(address), _output.ReportedAddress);
    }

    [Fact]
    public void The_detached_servers_notices_are_read_and_not_shown()
    {
        Assert.False(_output.Accept("mosh-server (mosh 1.4.0) [build mosh 1.4.0]"));
        Assert.False(_output.Accept("Copyright 2012 Keith Winstein <mosh-devel@mit.edu>"));
        Assert.False(_output.Accept("[mosh-server detached, pid = 4711]"));
        Assert.Equal(("1.4.0", 4711), (_output.Version, _output.ProcessId));
        Assert.True(_output.Accept("Welcome to srv"));
    }

    [Fact]
    public void So_are_those_of_our_own_server()
    {
        Assert.False(_output.Accept("mosh-server (mosh 1.4.0) [build moshps 0.1.0]"));
        Assert.False(_output.Accept("Copyright (c) The MoshPS developers. Licence: MIT."));
        Assert.False(_output.Accept("A server of its own for the protocol of mosh 1.4.0; see https://mosh.org for the original."));
        Assert.Equal("1.4.0", _output.Version);
    }

    [Theory]
    [InlineData("bash: line 1: mosh-server: command not found", true)]
    [InlineData("mosh-server: Command not found.", true)]
    [InlineData("sh: 1: mosh-server: not found", true)]
    [InlineData("fish: Unknown command: mosh-server", true)]
    [InlineData("env: 'mosh-server': No such file or directory", true)]
    [InlineData("-bash: /etc/profile.d/x.sh: No such file or directory", false)]
    public void A_missing_server_is_told_from_other_missing_things(string line, bool missing)
    {
        _output.Accept(line);
        Assert.Equal(missing, _output.NotFound is not null);
    }

    [Fact]
    public void The_last_lines_are_kept_readable_and_few()
    {
        for (int i = 0; i < 1000; i++)
        {
            _output.Accept($"\u001b[31mline {i}\u001b[m\u0007" + new string('x', 10_000));
        }

        Assert.InRange(_output.LastLines.Lines.Count, 1, 50);
        Assert.All(_output.LastLines.Lines, line => Assert.InRange(line.Length, 1, 1000));
        Assert.StartsWith("line 999", _output.LastLines.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_make_it_throw_or_grow()
    {
        const int seed = 20_231;
        var random = new Random(seed);
        string[] parts = ["MOSH CONNECT ", "60001", " ", Key, "\r\n", "\n", "\u001b]", "MOSH SSH_CONNECTION ", "1.2.3.4", "\0", "bind: ", "99999999999"];
        var lines = new LineSplitter();
        var output = new ServerOutput("mosh-server");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = random.Next(3) == 0
                ? RandomBytes(random)
                : Encoding.UTF8.GetBytes(parts[random.Next(parts.Length)]);
            lines.Write(bytes, line => output.Accept(line));
            Assert.True(lines.PendingLength <= 8192 && output.LastLines.Lines.Count <= 20, $"seed {seed}, step {i}");
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(64)];
        random.NextBytes(bytes);
        return bytes;
    }
}
