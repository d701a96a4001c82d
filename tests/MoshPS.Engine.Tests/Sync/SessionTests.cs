using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>Both synchronised objects over real endpoints and a bad network.</summary>
public sealed class SessionTests
{
    [Fact]
    public void The_client_ends_up_with_the_servers_screen_and_the_server_with_every_key_in_order()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            using SimulatedSession session = new(
                random, random.Next(4) * 0.15, random.Next(1, 150), random.Next(2, 60), random.Next(2, 20));
            session.Run(200);
            for (int step = 0; step < 30; step++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        session.Type("ls\r"u8);
                        break;
                    case 1:
                        session.Type([(byte)random.Next('a', 'z' + 1)]);
                        break;
                    case 2 when random.Next(3) == 0:
                        session.Resize(random.Next(2, 60), random.Next(2, 20));
                        break;
                    default:
                        session.Print(output.Next(session.Program.Screen.Columns, session.Program.Screen.Rows));
                        break;
                }

                session.Run(random.Next(1, 200));
            }

            for (int i = 0; i < 200 && !session.IsSettled; i++)
            {
                session.Run(500);
            }

            Assert.True(session.Typed.SequenceEqual(session.Received), $"seed {seed}: keys");
            Assert.True(ScreenAppearance.AreAlike(session.ClientScreen, session.Program.Screen), $"seed {seed}: screen");
            Assert.True(session.EchoAck > 0, $"seed {seed}: echo ack");
            Assert.True(session.ServerState.FailedFrameCount == 0, $"seed {seed}: frame check");
        }
    }

    [Fact]
    public void A_paste_that_does_not_fit_one_datagram_arrives_whole()
    {
        using SimulatedSession session = new(new Random(5), 0.2, 40, 80, 24);
        session.Run(200);
        byte[] paste = new byte[100_000];
        for (int i = 0; i < paste.Length; i++)
        {
            paste[i] = (byte)('!' + (i * 31 % 90));
        }

        session.Type(paste);
        for (int i = 0; i < 100 && !session.IsSettled; i++)
        {
            session.Run(500);
        }

        Assert.True(session.Typed.SequenceEqual(session.Received));
        Assert.True(session.IsSettled);
    }
}
