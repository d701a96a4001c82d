using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.BadNetworks;

public sealed class LossTests
{
    public static TheoryData<string, LinkConditions> Conditions => new()
    {
        { "29 % loss", new LinkConditions { LossPercent = 29 } },
        {
            "everything at once",
            new LinkConditions
            {
                LossPercent = 29, DuplicatePercent = 15, CorruptPercent = 15, ReorderPercent = 15, DelayMilliseconds = 20, JitterMilliseconds = 60,
            }
        },
    };

    [RequiresTheory("mosh-server", "tee", "linux")]
    [MemberData(nameof(Conditions))]
    public async Task With_loss_each_way_all_that_is_typed_arrives_once_and_in_order(string name, LinkConditions conditions)
    {
        await using TypingSession session = await TypingSession.StartAsync();
        session.Relay.SetConditions(conditions);
        await session.TypeWordsAsync(40);
        await session.CheckAllArrivedAsync();

        // The link was as bad as it claims.
        foreach (LinkDirection direction in Enum.GetValues<LinkDirection>())
        {
            LinkStatistics link = session.Relay.GetStatistics(direction);
            Assert.True(link.Lost >= 10, $"{name}: {direction} {link}");
        }

        MoshClientStatistics statistics = session.Client.GetStatistics();
        Assert.InRange(statistics.LossEstimate!.Value, 0.1, 0.6);
        Assert.Equal(conditions.CorruptPercent > 0, statistics.InvalidDatagrams > 0);
        Assert.Equal(conditions.DuplicatePercent > 0, statistics.ReplayedDatagrams > 0);
    }

    [RequiresTheory("mosh-server", "head", "sha256sum", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_paste_that_does_not_compress_arrives_through_loss(MoshServerProgram program)
    {
        // Sent at once, it would be a hundred datagrams, of which every one has to arrive.
        byte[] paste = new byte[100_000];
        new Random(1).NextBytes(paste);
        for (int i = 0; i < paste.Length; i++)
        {
            paste[i] = (byte)(' ' + (paste[i] % 94));
        }

        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sh", "-c", $"stty raw -echo; printf ready; head -c {paste.Length} | sha256sum; exec cat"],
        });
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForPatternAsync(new("ready")).WaitAsync(TypingSession.Limit);
        relay.SetConditions(new LinkConditions { LossPercent = 8, DelayMilliseconds = 5 });
        client.Send(paste);
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(paste));
        await client.WaitForPatternAsync(new(expected)).WaitAsync(TypingSession.Limit);
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_flood_of_output_through_loss_ends_in_the_right_screen()
    {
        using MoshServer server = await MoshServer.StartAsync("sh", "-c", "stty -echo; seq 1 300000; exec cat");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        relay.SetConditions(new LinkConditions { LossPercent = 29, DelayMilliseconds = 30 });
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForPatternAsync(new("^300000$", System.Text.RegularExpressions.RegexOptions.Multiline)).WaitAsync(TypingSession.Limit);
        Assert.Equal(string.Concat(Enumerable.Range(299978, 23).Select(number => $"{number}\n")) + "\n", client.GetScreen().GetText());
    }
}
