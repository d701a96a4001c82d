using System.Runtime.InteropServices;

namespace MoshPS.Engine.Unix;

/// <summary>What the C library has on some systems only.</summary>
internal static class CLibrary
{
    private static readonly nint Handle = NativeLibrary.TryLoad("libc", typeof(CLibrary).Assembly, null, out nint handle) ? handle : 0;

    /// <summary>The address of a function or variable; 0 when this C library has none of that name.</summary>
    public static nint Find(string name) => Handle != 0 && NativeLibrary.TryGetExport(Handle, name, out nint address) ? address : 0;
}
