using System.Runtime.InteropServices;

namespace MoshPS.Engine.Unix;

/// <summary>What the C library has on some systems only.</summary>
internal static class CLibrary
{
    // Whoever runs here has loaded it already: to ask for it by name would be to look for it in dozens of places.
    private static readonly nint Handle = NativeLibrary.GetMainProgramHandle();

    /// <summary>The address of a function or variable; 0 when this C library has none of that name.</summary>
    public static nint Find(string name) => NativeLibrary.TryGetExport(Handle, name, out nint address) ? address : 0;
}
