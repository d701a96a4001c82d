using MoshPS.Benchmarks;

// Usage: MoshPS.Benchmarks [SECTION…]; all sections without arguments.
IBenchmarkSection[] sections =
[
    new CryptoSection(),
    new CompressionSection(),
    new TerminalSection(),
    new SessionSection(),
    new ConnectSection(),
];

IBenchmarkSection[] chosen = args.Length == 0
    ? sections
    : [.. sections.Where(section => args.Contains(section.Name, StringComparer.OrdinalIgnoreCase))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No such section. There are: {string.Join(", ", sections.Select(section => section.Name))}");
    return 2;
}

BenchmarkTable table = new();
foreach (IBenchmarkSection section in chosen)
{
    Console.Error.WriteLine($"Running {section.Name} …");
    section.Run(table);
}

table.Print(Console.Out);
return 0;
