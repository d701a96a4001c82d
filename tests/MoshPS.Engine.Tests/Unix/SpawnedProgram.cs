using System.IO.Pipes;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Unix;

/// <summary>A program run to its end by <see cref="ProcessSpawner"/>, and what it wrote to its standard output.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed record SpawnedProgram(int Status, string Output)
{
    /// <summary>Runs a command of the shell.</summary>
    public static SpawnedProgram RunShell(string command, Func<SpawnRequest, SpawnRequest>? change = null)
    {
        SpawnRequest request = new() { Program = "sh", Arguments = ["sh", "-c", command] };
        return Run(change is null ? request : change(request));
    }

    /// <summary>Runs a program without input.</summary>
    public static SpawnedProgram Run(SpawnRequest request)
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.None);
        int process = ProcessSpawner.Start(request with
        {
            StandardInput = request.StandardInput ?? SpawnRequest.NullDevice,
            StandardOutput = DescriptorOf(pipe),
        });
        pipe.DisposeLocalCopyOfClientHandle();
        using StreamReader reader = new(pipe);
        string output = reader.ReadToEnd();
        return new SpawnedProgram(ProcessSpawner.WaitForExit(process), output);
    }

    /// <summary>The descriptor of the pipe's other end.</summary>
    public static int DescriptorOf(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
}
