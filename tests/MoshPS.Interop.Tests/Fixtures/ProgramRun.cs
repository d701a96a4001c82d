using System.Diagnostics;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>A program that was run to its end, and what it said.</summary>
/// <param name="ExitCode">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program with no input to its end; a minute is the limit.</summary>
    public static Task<ProgramRun> RunAsync(string program, params string[] arguments) =>
        RunAsync(program, arguments, environment: null);

    /// <summary>Runs a program with no input to its end; a minute is the limit.</summary>
    /// <param name="program">A name on the PATH or a full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null as a value takes one away.</param>
    public static async Task<ProgramRun> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(Programs.PathOf(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalSeconds} s.");
        }
    }

    /// <summary>Throws unless the program succeeded.</summary>
    public ProgramRun EnsureSuccess() => ExitCode == 0 ? this : throw new InvalidOperationException($"Exit status {ExitCode}: {Output}{Error}");
}
