namespace MoshPS.Engine.Client.Recording;

/// <summary>What can go wrong with recordings, in words.</summary>
internal static class RecordingErrors
{
    public static MoshRecordingException FileExists(string path) => new(
        "FileExists",
        $"The file {path} is there already.",
        "Give another path, or say that it may be replaced: -Force for the cmdlets, --force for moshps.");

    public static MoshRecordingException FileNotWritable(string path, Exception cause) => new(
        "FileNotWritable",
        $"The recording {path} cannot be written: {cause.Message}",
        "See that the folder is there, that you may write to it, and that the disk has room.",
        cause);

    public static MoshRecordingException FileNotReadable(string path, Exception cause) => new(
        "FileNotReadable",
        cause is FileNotFoundException or DirectoryNotFoundException
            ? $"There is no file {path}."
            : $"The recording {path} cannot be read: {cause.Message}",
        "Check the path and the file's permissions.",
        cause);

    public static MoshRecordingException NoRecording() => new(
        "RecordingMalformed",
        "The file is no recording: its first line is not the header of an asciicast, such as {\"version\": 2, \"width\": 80, \"height\": 24}.",
        "Give a file that Start-MoshRecording, -RecordPath, 'moshps connect --record' or 'asciinema rec' has made.");

    public static MoshRecordingException VersionUnsupported(int version) => new(
        "RecordingVersionUnsupported",
        $"The recording is asciicast version {version}; versions 2 and 3 can be played.",
        "'asciinema convert' of asciinema 3 makes one of another.");

    public static MoshRecordingException NoEvent(int line) => new(
        "RecordingMalformed",
        $"Line {line} of the recording is no event: [seconds, \"o\", \"output\"] was expected.",
        "The file is damaged. Without that line and those after it, it can be played up to there.");

    public static MoshRecordingException LineTooLong(int line) => new(
        "RecordingMalformed",
        $"Line {line} of the recording has more than {AsciicastReader.LongestLine} characters.",
        "No recorder writes such lines: the file is damaged.");
}
