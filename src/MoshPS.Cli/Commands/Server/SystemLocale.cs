using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// The locales of the C library and the environment that it and the programs started later see, which is not the
/// runtime's copy of it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class SystemLocale : ILocaleSystem
{
    private const string LibC = "libc";
    private const int Overwrite = 1;

    // LC_ALL and CODESET.
    private static readonly int AllCategories = OperatingSystem.IsMacOS() ? 0 : 6;
    private static readonly int CodesetItem = OperatingSystem.IsMacOS() ? 0 : 14;

    /// <inheritdoc/>
    public string Charset => Marshal.PtrToStringUTF8(LanguageInformation(CodesetItem)) ?? "";

    /// <inheritdoc/>
    public string? GetVariable(string name) => Marshal.PtrToStringUTF8(GetEnvironment(name));

    /// <inheritdoc/>
    public void SetVariable(string name, string value) => _ = SetEnvironment(name, value, Overwrite);

    /// <inheritdoc/>
    public void RemoveVariable(string name) => _ = UnsetEnvironment(name);

    /// <inheritdoc/>
    public bool TryAdopt() => SetLocale(AllCategories, "") != 0;

    /// <inheritdoc/>
    public IEnumerable<string> ListNames()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("locale", ["-a"]) { RedirectStandardOutput = true })!;
            string[] names = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return names;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            // Systems with musl have no such program, and UTF-8 in every locale. Or there is no room for a process or
            // a pipe, which will be said when the session's process is started.
            return [];
        }
    }

    [LibraryImport(LibC, EntryPoint = "setlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetLocale(int category, string locale);

    [LibraryImport(LibC, EntryPoint = "nl_langinfo")]
    private static partial nint LanguageInformation(int item);

    [LibraryImport(LibC, EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);

    [LibraryImport(LibC, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(LibC, EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
