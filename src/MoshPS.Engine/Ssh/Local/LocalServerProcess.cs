using System.Collections;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Ssh.Local;

/// <summary>
/// A server command of this machine, run by a shell, with its output in a pipe. It has a session of its own: stock
/// servers stay in the session that they were started in, and Ctrl+C at this process's terminal is no business of theirs.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class LocalServerProcess : IDisposable
{
    private const string Shell = "/bin/sh";
    private const int SignalTerminate = 15;

    private readonly AnonymousPipeServerStream _output;
    private readonly int _process;

    private LocalServerProcess(AnonymousPipeServerStream output, int process)
    {
        _output = output;
        _process = process;
        Exit = Task.Factory.StartNew(
            () => ProcessSpawner.WaitForExit(process), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What the command prints, on standard output and standard error.</summary>
    public Stream Output => _output;

    /// <summary>Ends with the command, with its exit status.</summary>
    public Task<int> Exit { get; }

    /// <summary>Runs a command line.</summary>
    /// <exception cref="IOException">There is no shell, or no room for a process.</exception>
    public static LocalServerProcess Start(string commandLine)
    {
        AnonymousPipeServerStream output = new(PipeDirection.In, HandleInheritability.None);
        try
        {
            int descriptor = (int)output.ClientSafePipeHandle.DangerousGetHandle();
            int process = ProcessSpawner.Start(new SpawnRequest
            {
                Program = Shell,
                Arguments = [Shell, "-c", commandLine],
                Environment = CurrentEnvironment(),
                StandardInput = SpawnRequest.NullDevice,
                StandardOutput = descriptor,
                StandardError = descriptor,
            });
            output.DisposeLocalCopyOfClientHandle();
            return new LocalServerProcess(output, process);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Ends what has not detached itself, if it still runs.</summary>
    public void Terminate()
    {
        if (!Exit.IsCompleted)
        {
            _ = SendSignal(-_process, SignalTerminate);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    /// <summary>The environment as this process sees it now: PowerShell's <c>$env:</c> changes it after the start.</summary>
    private static EnvironmentBlock CurrentEnvironment()
    {
        // What has not been changed stays as it is, also where it is no UTF-8.
        EnvironmentBlock block = EnvironmentBlock.Inherited();
        IDictionary variables = Environment.GetEnvironmentVariables();
        foreach (DictionaryEntry variable in variables)
        {
            if (block.Get((string)variable.Key) != (string?)variable.Value)
            {
                block.Set((string)variable.Key, (string?)variable.Value ?? "");
            }
        }

        foreach (string name in block.Names.Where(name => !variables.Contains(name)).ToList())
        {
            block.Remove(name);
        }

        return block;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
