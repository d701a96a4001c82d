using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Client.Overlays;

/// <summary>Whatever is typed, printed and resized, in any order: frames come, and in the end are the server's screen.</summary>
public sealed class RandomTypingTests
{
    private const int Steps = 150;

    private static readonly string[] Keys =
        ["a", "b", " ", "~", "文", "😀", "e\u0301", "\u007F", "\r", "\t", "\e[C", "\e[D", "\eOC", "\eOD", "\e[1;5C", "\e", "\u0003", "é", "x\u007F文\u007F"];

    [Theory]
    [InlineData(PredictionMode.Adaptive)]
    [InlineData(PredictionMode.Always)]
    [InlineData(PredictionMode.Experimental)]
    public void Frames_come_whatever_happens_and_are_the_servers_screen_once_all_is_answered(PredictionMode mode)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Run(seed, mode);
        }
    }

    private static void Run(int seed, PredictionMode mode)
    {
        Random random = new(seed);
        RandomOutput output = new(random);
        Emulator host = new(random.Next(1, 30), random.Next(1, 8));
        FrameComposer composer = new(
            new AttachOptions { TitlePrefix = false, Prediction = new PredictionOptions { Mode = mode, Overwrites = random.Next(4) == 0 } }, new PredictionCounters(), serverPort: 60001, canSuspend: true);
        FrameWriter writer = new();
        Emulator console = new(host.Screen.Columns, host.Screen.Rows);
        Screen typedOn = new(1, 1);
        Screen shown = new(1, 1);
        Screen frame = new(1, 1);
        bool isShown = false;
        long now = 1_000;
        ulong sent = 1;
        ulong received = 1;
        ulong echoed = 1;
        for (int step = 0; step < Steps; step++)
        {
            now += random.Next(1, 100);
            switch (random.Next(6))
            {
                case 0:
                    host.Resize(random.Next(1, random.Next(2, 30)), random.Next(1, 8));
                    break;
                case 1:
                    host.Write(output.Next(host.Screen.Columns, host.Screen.Rows));
                    break;
                case 2:
                    (received, echoed) = (received + (ulong)random.Next((int)(sent - received) + 1), received);
                    break;
                default:
                    byte[] keys = Encoding.UTF8.GetBytes(Keys[random.Next(Keys.Length)]);
                    composer.Type(View(typedOn), keys);
                    sent++;
                    if (random.Next(3) > 0)
                    {
                        host.Write(keys);
                    }

                    break;
            }

            Draw(isLast: false);
        }

        (received, echoed) = (sent, sent);
        for (int i = 0; i < 3; i++)
        {
            now += 1_000;
            Draw(isLast: false);
        }

        Assert.True(shown.HasSameContent(host.Screen), $"seed {seed}:\n{shown.GetText()}\n{host.Screen.GetText()}");

        ClientView View(Screen screen)
        {
            screen.CopyFrom(host.Screen);
            return new ClientView(
                now, screen, new PredictionFeedback(sent, echoed, received, random.Next(20, 250)), MoshClientState.Connected, WasConnected: true,
                ConnectTimedOut: false, LastState: now, LastAcknowledged: now, SendErrors: 0, SendError: null, InvalidDatagrams: 0);
        }

        void Draw(bool isLast)
        {
            composer.Compose(View(frame), isLast);
            if (console.Screen.Columns != frame.Columns || console.Screen.Rows != frame.Rows)
            {
                console.Resize(frame.Columns, frame.Rows);
            }

            console.Write(writer.Write(isShown ? shown : frame, frame, isShown, default));
            (shown, frame, isShown) = (frame, shown, true);
        }
    }
}
