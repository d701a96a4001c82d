using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands;

/// <summary>The character set that the user's locale asks for, which stock mosh-client insists to be UTF-8 (spec 3 §3.1).</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class NativeLocale
{
    private static readonly string[] CharsetVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    // LC_CTYPE and CODESET of the C library.
    private static readonly int CharacterCategory = OperatingSystem.IsMacOS() ? 2 : 0;
    private static readonly int CodesetItem = OperatingSystem.IsMacOS() ? 0 : 14;

    /// <summary>Adopts the locale of the environment and returns its character set, such as <c>UTF-8</c>.</summary>
    public static string AdoptCharset()
    {
        _ = SetLocale(CharacterCategory, "");
        string charset = Marshal.PtrToStringUTF8(LanguageInformation(CodesetItem)) ?? "";

        // glibc's name for the plain C locale.
        return charset == "ANSI_X3.4-1968" ? "US-ASCII" : charset;
    }

    /// <summary>The variable that decides on the character set, as <c>NAME=VALUE</c>.</summary>
    public static string DescribeCharsetVariable()
    {
        string? name = CharsetVariables.FirstOrDefault(n => Environment.GetEnvironmentVariable(n) is not null);
        return name is null ? "[no charset variables]" : $"{name}={Environment.GetEnvironmentVariable(name)}";
    }

    /// <summary>Runs <c>locale</c>, which prints the whole locale, where there is such a program.</summary>
    public static void Print()
    {
        try
        {
            int process = ProcessSpawner.Start(new SpawnRequest { Program = "locale", Arguments = ["locale"] });
            _ = ProcessSpawner.WaitForExit(process);
        }
        catch (IOException)
        {
            // Musl-based systems have none.
        }
    }

    [LibraryImport("libc", EntryPoint = "setlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetLocale(int category, string locale);

    [LibraryImport("libc", EntryPoint = "nl_langinfo")]
    private static partial nint LanguageInformation(int item);
}
