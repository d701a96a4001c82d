using System.Diagnostics;
using System.Text;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>A program that is given its whole input at once.</summary>
internal static class ScriptRun
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">A name on the PATH or a full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="limit">How long it may take; a minute unless given.</param>
    /// <exception cref="TimeoutException">It took longer, and has been killed.</exception>
    public static async Task<ProgramRun> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string input,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        ProcessStartInfo start = new(Programs.PathOf(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource time = new(limit ?? TimeSpan.FromMinutes(1));
        Task<string> output = process.StandardOutput.ReadToEndAsync(time.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(time.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(time.Token);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end.");
        }
    }
}
