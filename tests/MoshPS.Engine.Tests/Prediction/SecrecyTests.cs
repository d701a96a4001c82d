using System.Text;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;
using static MoshPS.Engine.Tests.Prediction.PredictionScript;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>
/// Random sessions of a program that asks for lines, some echoed and some not, over a link that answers late: what is
/// typed without echo is never shown, whatever the words of the prompt, and in the end nothing predicted is left.
/// </summary>
public sealed class SecrecyTests
{
    private const int Sessions = 300;
    private const int LinesPerSession = 12;

    // Nothing else is in upper case.
    private const string SecretLetters = "ABCDEFGHIJ";
    private const string PublicLetters = "abcdefghij -./";

    private static readonly string[] EchoingPrompts = ["$ ", "u@h:~$ ", "> ", "name: ", ""];
    private static readonly string[] SilentPrompts = ["", "name: ", "word: ", "key? ", "say the magic: ", "pass> ", "!"];

    [Theory]
    [InlineData(PredictionMode.Adaptive)]
    [InlineData(PredictionMode.Always)]
    public void What_is_not_echoed_is_never_shown(PredictionMode mode)
    {
        int predicted = 0;
        for (int seed = 0; seed < Sessions; seed++)
        {
            Random random = new(seed);
            PredictionScript script = new(new PredictionOptions { Mode = mode }, columns: random.Next(12, 40), rows: random.Next(3, 8), sendInterval: random.Next(31, 250));
            for (int line = 0; line < LinesPerSession; line++)
            {
                AskForLine(script, random, isSecret: random.Next(3) == 0);
            }

            predicted += (int)script.Counters.Shown;
            script.HostEchoes("").Wait(1).ShowsNothingPredicted();
        }

        Assert.True(predicted > Sessions * 15, $"Only {predicted} keys were shown at once.");
    }

    private static void AskForLine(PredictionScript script, Random random, bool isSecret)
    {
        string[] prompts = isSecret ? SilentPrompts : EchoingPrompts;

        // Sometimes with the word that everything before has been dealt with, and sometimes not yet.
        string prompt = "\r\n" + prompts[random.Next(prompts.Length)];
        _ = random.Next(2) == 0 ? script.HostPrints(prompt).Receives() : script.HostEchoes(prompt);
        string letters = isSecret ? SecretLetters : PublicLetters;
        StringBuilder due = new();
        int length = random.Next(1, 12);
        for (int i = 0; i < length; i++)
        {
            string key = letters[random.Next(letters.Length)].ToString();
            if (i > 0 && random.Next(6) == 0)
            {
                key = Backspace;
            }
            else if (random.Next(20) == 0)
            {
                key = random.Next(2) == 0 ? LeftArrow : "\t";
            }

            script.Keys(key).Wait(random.Next(150));
            AssertNoSecret(script.Seen);
            due.Append(isSecret || key.Length != 1 || key == "\t" ? "" : key == Backspace ? "\b \b" : key);
            if (random.Next(3) == 0)
            {
                script.HostAnswers(script.KeysUnanswered - random.Next(Math.Min(2, script.KeysUnanswered + 1)), due.ToString());
                AssertNoSecret(script.Seen);
                due.Clear();
            }
        }

        script.Keys(Enter);
        AssertNoSecret(script.Seen);
        script.HostPrints(due.ToString());
        AssertNoSecret(script.Seen);
    }

    private static void AssertNoSecret(Screen seen)
    {
        for (int row = 0; row < seen.Rows; row++)
        {
            Assert.DoesNotContain(seen.GetRowText(row), char.IsAsciiLetterUpper);
        }
    }
}
