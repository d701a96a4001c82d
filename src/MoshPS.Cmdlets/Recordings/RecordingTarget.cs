using System.Globalization;
using System.Management.Automation;
using MoshPS.Engine.Client.Recording;
using MoshPS.Errors;

namespace MoshPS.Recordings;

/// <summary>Where recordings go: one file, or a folder with a file for each session.</summary>
internal sealed class RecordingTarget
{
    private const string FileSystem = "FileSystem";

    private readonly string _path;
    private readonly SessionRecorderOptions _options;

    private RecordingTarget(string path, SessionRecorderOptions options)
    {
        _path = path;
        _options = options;
        IsFolder = Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
    }

    /// <summary>Whether it has room for the recordings of several sessions.</summary>
    public bool IsFolder { get; }

    /// <summary>Takes a path as PowerShell understands it, and refuses one that cannot be written.</summary>
    /// <param name="path">The path: with drives of PowerShell, or from the current location.</param>
    /// <param name="paths">The current location and drives.</param>
    /// <param name="options">How to record.</param>
    /// <exception cref="UsageException"><c>PathNotFileSystem</c>.</exception>
    /// <exception cref="Engine.MoshRecordingException"><c>FileExists</c>, <c>FileNotWritable</c>.</exception>
    public static RecordingTarget Resolve(string path, PathIntrinsics paths, SessionRecorderOptions options)
    {
        string resolved = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        if (provider.Name != FileSystem)
        {
            throw new UsageException("PathNotFileSystem", $"'{path}' is no path of the file system.", "Give the path of a file or a folder.");
        }

        // The provider takes the separator off, which says that it is a folder.
        bool endsInSeparator = path[^1] == '/' || Path.EndsInDirectorySeparator(path);
        RecordingTarget target = new(endsInSeparator && !Path.EndsInDirectorySeparator(resolved) ? resolved + Path.DirectorySeparatorChar : resolved, options);
        SessionRecorder.Check(target.IsFolder ? Path.Join(target._path, "new") : target._path, target.IsFolder ? options with { Overwrite = true } : options);
        return target;
    }

    /// <summary>Refuses one file for several sessions.</summary>
    /// <exception cref="UsageException"><c>OneFileForManySessions</c>.</exception>
    public void RequireRoomFor(int sessions)
    {
        if (sessions > 1 && !IsFolder)
        {
            throw new UsageException(
                "OneFileForManySessions",
                $"The recordings of {sessions} sessions do not fit into one file, {_path}.",
                "Give the path of a folder that is there: each session gets a file in it.");
        }
    }

    /// <summary>The file for a session.</summary>
    public string FileFor(MoshSession session) => IsFolder
        ? Path.Join(_path, NameFor(session, DateTime.Now))
        : _path;

    /// <summary>Begins to record a session.</summary>
    /// <exception cref="Engine.MoshRecordingException">It cannot be recorded.</exception>
    public MoshRecording Start(MoshSession session) => session.Recordings.Start(FileFor(session), _options);

    private static string NameFor(MoshSession session, DateTime now)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{session.HostName}_{session.Name}_{now:yyyyMMdd-HHmmss}.cast");
        return string.Join('-', name.Split(Path.GetInvalidFileNameChars().Union(['/', '\\', ':']).ToArray()));
    }
}
