using System.Diagnostics;

namespace MoshPS.Interop.Tests.Published;

/// <summary>
/// ARM's instructions for AES and vectors, executed by qemu's emulation: what the same program writes here, where an
/// independent implementation and recordings of real programs have been compared with, is the same there, byte by byte.
/// </summary>
public sealed class ArmInstructionTests
{
    private const string Libraries = "/usr/aarch64-linux-gnu";
    private const string CLibrary = Libraries + "/lib/libc.so.6";

    [RequiresTheory("qemu-aarch64", CLibrary, "arm-machine-checks", "dotnet")]
    [InlineData("max")]
    [InlineData("cortex-a57")]
    public async Task Ciphertexts_are_those_of_this_machine(string processor)
    {
        (byte[] here, _) = await RunHereAsync("crypto");
        (byte[] there, string used) = await RunOnArmAsync(processor, "crypto");
        Assert.Equal("Arm\nBitsliced\n", used);
        Assert.True(here.Length > 2_000_000, "hardly anything was sealed");
        Assert.True(here.AsSpan().SequenceEqual(there), "A ciphertext differs.");
    }

    [RequiresTheory("qemu-aarch64", CLibrary, "arm-machine-checks", "dotnet")]
    [InlineData("max")]
    [InlineData("cortex-a57")]
    public async Task Frames_of_recorded_programs_are_those_of_this_machine(string processor)
    {
        string folder = Path.Combine(BuiltFiles.Root, "tests", "MoshPS.Engine.Tests", "Terminal", "ProgramRecordings");
        string[] arguments = ["terminal", .. Directory.GetFiles(folder, "*.output.bin").Order(StringComparer.Ordinal)];
        (byte[] here, _) = await RunHereAsync(arguments);
        (byte[] there, _) = await RunOnArmAsync(processor, arguments);
        Assert.True(here.Length > 10_000, "hardly anything was shown");
        Assert.True(here.AsSpan().SequenceEqual(there), "A frame differs.");
    }

    private static Task<(byte[] Output, string Error)> RunHereAsync(params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "moshps-machine-checks.dll"), .. arguments]);

    private static Task<(byte[] Output, string Error)> RunOnArmAsync(string processor, params string[] arguments) =>
        RunAsync("qemu-aarch64", ["-cpu", processor, "-L", Libraries, BuiltFiles.ArmMachineChecks, .. arguments]);

    private static async Task<(byte[] Output, string Error)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Programs.PathOf(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using MemoryStream output = new();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        string error = await process.StandardError.ReadToEndAsync();
        await reading;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        return (output.ToArray(), error);
    }
}
