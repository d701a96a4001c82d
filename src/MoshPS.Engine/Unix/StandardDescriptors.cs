using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// Which of the descriptors 0, 1 and 2 this process was started with. One that its parent has closed is free for
/// whatever is opened first, a socket or a pipe of the runtime's, and what is written to "standard output" then goes
/// there: a session's key, say.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class StandardDescriptors
{
    private const int Count = 3;
    private const int ReadOnly = 0; // O_RDONLY

    private static bool[]? _wereGiven;

    /// <summary>
    /// Looks which of them the process was given, and takes the numbers of the others, so that nothing else gets them.
    /// To be called first of all.
    /// </summary>
    public static void Secure() => _ = WereGiven();

    /// <summary>Whether the process was started with a descriptor, 0 to 2.</summary>
    public static bool WasGiven(int descriptor) => WereGiven()[descriptor];

    private static bool[] WereGiven()
    {
        if (_wereGiven is not null)
        {
            return _wereGiven;
        }

        bool[] given = new bool[Count];
        for (int descriptor = 0; descriptor < Count; descriptor++)
        {
            // What the runtime itself has opened by now is closed on execution; what was inherited cannot be.
            bool isOpen = UnixDescriptor.IsOpen(descriptor, out bool isClosedOnExecution);
            given[descriptor] = isOpen && !isClosedOnExecution;
            if (!isOpen)
            {
                Occupy(descriptor);
            }
        }

        return _wereGiven = given;
    }

    /// <summary>Gives a number that is free to something that can be neither written nor read and is there on every system.</summary>
    private static void Occupy(int descriptor)
    {
        // The lowest free number is taken, and those below have been seen to.
        if (OpenFile("/", ReadOnly) == descriptor)
        {
            UnixDescriptor.CloseOnExecution(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
