using System.Runtime.InteropServices;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed partial class CharacterWidthTests
{
    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0x0000, -1)]
    [InlineData(0x001F, -1)]
    [InlineData(0x0020, 1)]
    [InlineData(0x007E, 1)]
    [InlineData(0x007F, -1)]
    [InlineData(0x009F, -1)]
    [InlineData(0x00A0, 1)]
    [InlineData(0x00AD, 1)]
    [InlineData(0x00FF, 1)]
    [InlineData(0x0300, 0)]
    [InlineData(0x0378, -1)]
    [InlineData(0x0600, 1)]
    [InlineData(0x1160, 0)]
    [InlineData(0x200D, 0)]
    [InlineData(0x2028, -1)]
    [InlineData(0x3248, 2)]
    [InlineData(0x4DC0, 2)]
    [InlineData(0x4E2D, 2)]
    [InlineData(0xD800, -1)]
    [InlineData(0xE000, 1)]
    [InlineData(0xFE0F, 0)]
    [InlineData(0xFFFD, 1)]
    [InlineData(0xFFFF, -1)]
    [InlineData(0x1F1E9, 1)]
    [InlineData(0x1F600, 2)]
    [InlineData(0x10FFFD, 1)]
    [InlineData(0x110000, -1)]
    public void Widths_are_those_of_spec_2(int codePoint, int width) =>
        Assert.Equal(width, CharacterWidth.Of(codePoint));

    [FactOnGlibc236]
    public void Widths_are_those_of_glibc_2_36()
    {
        nint utf8 = Glibc.NewLocale(Glibc.CharacterTypeMask, "C.UTF-8", 0);
        Assert.NotEqual(0, utf8);
        nint before = Glibc.UseLocale(utf8);
        try
        {
            // glibc says 0 for U+0000, mosh prints nothing.
            for (int codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
            {
                int width = Glibc.CharacterWidth(codePoint);
                Assert.True(width == CharacterWidth.Of(codePoint), $"U+{codePoint:X4}: {width}");
            }
        }
        finally
        {
            Glibc.UseLocale(before);
            Glibc.FreeLocale(utf8);
        }
    }

    /// <summary>Runs where the C library is the one that the widths were taken from.</summary>
    private sealed class FactOnGlibc236Attribute : FactAttribute
    {
        public FactOnGlibc236Attribute()
        {
            if (Glibc.Version() != "2.36")
            {
                Skip = "Needs glibc 2.36, whose wcwidth the table reproduces.";
            }
        }
    }

    private static partial class Glibc
    {
        public const int CharacterTypeMask = 1;

        public static string? Version()
        {
            if (!OperatingSystem.IsLinux())
            {
                return null;
            }

            try
            {
                return Marshal.PtrToStringUTF8(GetVersion());
            }
            catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
            {
                // Another C library.
                return null;
            }
        }

        [LibraryImport("libc", EntryPoint = "newlocale", StringMarshalling = StringMarshalling.Utf8)]
        public static partial nint NewLocale(int categories, string name, nint basis);

        [LibraryImport("libc", EntryPoint = "uselocale")]
        public static partial nint UseLocale(nint locale);

        [LibraryImport("libc", EntryPoint = "freelocale")]
        public static partial void FreeLocale(nint locale);

        [LibraryImport("libc", EntryPoint = "wcwidth")]
        public static partial int CharacterWidth(int codePoint);

        [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
        private static partial nint GetVersion();
    }
}
