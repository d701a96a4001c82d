using System.Globalization;
using System.Runtime.CompilerServices;
using MoshPS.Engine.Tests.Architecture;

namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>
/// Feeds a decoder with the files of its corpus, <c>Corpus/NAME/*.bin</c>, as they are and changed at random. A
/// failure's message says how to repeat it, with the input in hexadecimal; put that into the corpus when it is fixed.
/// </summary>
internal static class Fuzzer
{
    private const string SeedVariable = "MOSHPS_FUZZ_SEED";

    /// <summary>Runs a decoder.</summary>
    /// <param name="decoder">The name of the corpus.</param>
    /// <param name="count">How many changed inputs.</param>
    /// <param name="target">Decodes an input and asserts what must hold; anything it throws is a failure.</param>
    /// <param name="dictionary">Byte strings that mean something in the format.</param>
    /// <param name="test">The test, for the message.</param>
    public static void Run(
        string decoder,
        int count,
        Action<byte[]> target,
        IReadOnlyList<byte[]>? dictionary = null,
        [CallerMemberName] string test = "")
    {
        byte[][] corpus = Load(decoder);
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } chosen)
        {
            int seed = int.Parse(chosen, CultureInfo.InvariantCulture);
            target(Make(corpus, seed, dictionary ?? []));
            return;
        }

        for (int i = 0; i < corpus.Length; i++)
        {
            Run(target, corpus[i], $"corpus file {i} of {decoder}", test, "");
        }

        for (int seed = 0; seed < count; seed++)
        {
            Run(target, Make(corpus, seed, dictionary ?? []), $"fuzz seed {seed}", test, $"{SeedVariable}={seed} ");
        }
    }

    /// <summary>The inputs that are checked in, in the order of their names.</summary>
    public static byte[][] Load(string decoder)
    {
        string folder = Path.Combine(Repository.Root, "tests", "MoshPS.Engine.Tests", "Corpus", decoder);
        string[] files = Directory.GetFiles(folder, "*.bin");
        Assert.NotEmpty(files);
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(File.ReadAllBytes)];
    }

    private static byte[] Make(byte[][] corpus, int seed, IReadOnlyList<byte[]> dictionary)
    {
        var random = new Random(seed);
        byte[] input = corpus[random.Next(corpus.Length)];
        byte[] other = corpus[random.Next(corpus.Length)];
        return new Mutator(random, dictionary).Mutate(input, other);
    }

    private static void Run(Action<byte[]> target, byte[] input, string what, string test, string environment)
    {
        try
        {
            target(input);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{what}: {environment}dotnet test tests/MoshPS.Engine.Tests --filter FullyQualifiedName~{test} "
                + $"# {exception.Message} with {Convert.ToHexString(input)}",
                exception);
        }
    }
}
