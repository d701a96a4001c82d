using System.Text;
using MoshPS.Engine.Tests.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>The small objects of the unit tests.</summary>
/// <param name="mostUnacknowledged">A user waits when so much has no effect.</param>
/// <param name="pastes">Whether the user sometimes pastes a text.</param>
internal sealed class TextObjects(int mostUnacknowledged = 2_500, bool pastes = true) : SimulatedObjects<TextLog, Board>
{
    private readonly StringBuilder _typed = new();
    private readonly StringBuilder _taken = new();

    public override TextLog NewClientObject() => new();

    public override Board NewServerObject() => new();

    public override void Type(TextLog local, Random random)
    {
        if (local.Length > mostUnacknowledged)
        {
            return;
        }

        string text = Text(random, pastes && random.Next(150) == 0 ? random.Next(6_000) : random.Next(1, 4));
        _typed.Append(text);
        local.Append(text);
    }

    public override void Show(Board local, Random random)
    {
        switch (random.Next(24))
        {
            case 0:
                local.Untold = random.Next(3);
                break;
            case 1:
                local.Text = "";
                break;
            case 2:
                local.Text = Text(random, random.Next(4_000));
                break;
            default:
                local.Text = Text(random, random.Next(60));
                break;
        }
    }

    public override bool Consume(TextLog remote, ulong number, long now)
    {
        int fresh = (int)(remote.TotalLength - _taken.Length);
        _taken.Append(remote.Text.AsSpan(remote.Length - fresh));
        return false;
    }

    public override bool HasArrived() => _typed.Equals(_taken);

    public override bool AreAlike(Board left, Board right) => left.Text == right.Text;

    private static string Text(Random random, int length)
    {
        char[] text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)random.Next(' ', 255);
        }

        return new string(text);
    }
}
