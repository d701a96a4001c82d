using MoshPS.Benchmarks;
using MoshPS.Benchmarks.Networks;
using MoshPS.Benchmarks.Servers;
using MoshPS.Benchmarks.Typing;

// Usage: MoshPS.Benchmarks [SECTION…]; all sections without arguments.
//        MoshPS.Benchmarks play NAME; what the server section runs in its sessions.
if (args is ["play", var recording])
{
    RecordedOutput.Load(recording).Play();
    return 0;
}

IBenchmarkSection[] sections =
[
    new CryptoSection(),
    new CompressionSection(),
    new TerminalSection(),
    new SessionSection(),
    new ConnectSection(),
    new ServerStartSection(),
    new ServerCrowdSection(),
    new ServerFloodSection(),
    new ServerWireSection(),
    new ServerEchoSection(),
    new PredictionSection(),
    new TypingTextSection(),
    new TypingOtherSection(),
    new NetworkSection(),
];

IBenchmarkSection[] chosen = args.Length == 0
    ? sections
    : [.. sections.Where(section => args.Any(name => Means(name, section.Name)))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No such section. There are: {string.Join(", ", sections.Select(section => section.Name))}");
    return 2;
}

BenchmarkTable table = new();
foreach (IBenchmarkSection section in chosen)
{
    Console.Error.WriteLine($"Running {section.Name} …");
    table.FileName = section.FileName;
    section.Run(table);
}

table.Print(Console.Out);
return 0;

// 'server' is all that begins so.
static bool Means(string name, string section) =>
    section.Equals(name, StringComparison.OrdinalIgnoreCase) || section.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase);
