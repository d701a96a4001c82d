using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// How the file of a recording comes to be under its name: only its owner may read it, no symbolic link is followed, and
/// what was there stays whole until there is something to take its place.
/// </summary>
/// <remarks>
/// A new recording is made where nothing is (<c>O_EXCL</c>). One that replaces is made beside the target, under a name of
/// its own, and takes the target's place as soon as its header is written: so it can be followed while it grows, and
/// what breaks off is still there.
/// </remarks>
internal static class RecordingFile
{
    /// <summary>Refuses, as far as can be known before, what <see cref="Create"/> would refuse.</summary>
    /// <exception cref="MoshRecordingException"><c>FileExists</c>, <c>FileNotWritable</c>.</exception>
    public static void Check(string path, bool overwrite)
    {
        try
        {
            string full = Path.GetFullPath(path);
            if (!overwrite && IsTaken(full))
            {
                throw RecordingErrors.FileExists(path);
            }

            if (Directory.Exists(full))
            {
                throw new IOException("It is a folder.");
            }

            if (!OperatingSystem.IsWindows() && SpecialFile.IsAt(full))
            {
                throw new IOException("It is a device, a pipe or a socket.");
            }

            if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
            {
                throw new DirectoryNotFoundException($"There is no folder {folder}.");
            }
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw RecordingErrors.FileNotWritable(path, e);
        }
    }

    /// <summary>Makes the file, with the header in it.</summary>
    /// <exception cref="MoshRecordingException"><c>FileExists</c>, <c>FileNotWritable</c>; what was there is as it was.</exception>
    public static AsciicastWriter Create(string path, bool overwrite, AsciicastHeader header)
    {
        Check(path, overwrite);
        string? made = null;
        FileStream? stream = null;
        try
        {
            string full = Path.GetFullPath(path);
            string first = overwrite ? NameBeside(full) : full;
            stream = CreateNew(first);
            made = first;
            AsciicastWriter writer = new(stream, header);
            if (overwrite)
            {
                // A symbolic link gives its place away like any other file.
                File.Move(first, full, overwrite: true);
            }

            return writer;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            stream?.Dispose();
            Remove(made);
            throw made is null && !overwrite && IsTaken(path) ? RecordingErrors.FileExists(path) : RecordingErrors.FileNotWritable(path, e);
        }
    }

    private static FileStream CreateNew(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // On Windows a file that is open can be renamed only with Delete.
            Share = FileShare.Read | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
        {
            // A session's screen is nobody else's business.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>A name in the same folder, so that renaming moves nothing.</summary>
    private static string NameBeside(string path) => Path.Join(Path.GetDirectoryName(path), $".moshps-{Path.GetRandomFileName()}.cast");

    /// <summary>Whether the name is in use, if only by a symbolic link that leads nowhere.</summary>
    private static bool IsTaken(string path) => File.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Remove(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            // The first failure is the one to tell.
        }
    }

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
