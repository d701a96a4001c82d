using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Tests.Unix;

namespace MoshPS.Engine.Tests.Client.Recording;

public sealed class RecordingFileTests : IDisposable
{
    private const string Old = "precious";

    private static readonly AsciicastHeader Header = new(80, 24, null, "test");

    private readonly string _folder = Directory.CreateTempSubdirectory("moshps-recording-").FullName;

    private string Target => Path.Join(_folder, "a.cast");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recording_is_under_its_name_while_it_grows(bool overwrite)
    {
        using (AsciicastWriter writer = RecordingFile.Create(Target, overwrite, Header))
        {
            Assert.StartsWith("{\"version\":2", ReadShared(Target), StringComparison.Ordinal);
            writer.WriteOutput(TimeSpan.Zero, "abc"u8);
            Assert.Contains("abc", ReadShared(Target), StringComparison.Ordinal);
        }

        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_on_request_only()
    {
        File.WriteAllText(Target, Old);
        Assert.Equal("FileExists", Refusal(Target, overwrite: false).ErrorId);
        Assert.Equal(Old, File.ReadAllText(Target));
        RecordingFile.Create(Target, overwrite: true, Header).Dispose();
        Assert.StartsWith("{", File.ReadAllText(Target), StringComparison.Ordinal);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_may_read_it_also_where_others_could_read_the_old_one()
    {
        File.WriteAllText(Target, Old);
        File.SetUnixFileMode(Target, (UnixFileMode)Convert.ToInt32("666", 8));
        using FileStream reader = new(Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RecordingFile.Create(Target, overwrite: true, Header).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));

        // Who had the old file open goes on seeing that.
        using StreamReader text = new(reader);
        Assert.Equal(Old, text.ReadToEnd());
    }

    [UnixFact]
    public void A_symbolic_link_is_replaced_and_not_followed()
    {
        string elsewhere = Path.Join(_folder, "elsewhere");
        File.WriteAllText(elsewhere, Old);
        File.CreateSymbolicLink(Target, elsewhere);
        Assert.Equal("FileExists", Refusal(Target, overwrite: false).ErrorId);
        RecordingFile.Create(Target, overwrite: true, Header).Dispose();
        Assert.Equal(Old, File.ReadAllText(elsewhere));
        Assert.Null(new FileInfo(Target).LinkTarget);
        Assert.StartsWith("{", File.ReadAllText(Target), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Nothing_is_made_where_a_symbolic_link_leads_to_nothing()
    {
        string nowhere = Path.Join(_folder, "nowhere");
        File.CreateSymbolicLink(Target, nowhere);
        Assert.Equal("FileExists", Refusal(Target, overwrite: false).ErrorId);
        Assert.False(File.Exists(nowhere));
        RecordingFile.Create(Target, overwrite: true, Header).Dispose();
        Assert.False(File.Exists(nowhere));
        Assert.Null(new FileInfo(Target).LinkTarget);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_is_refused(bool overwrite)
    {
        Directory.CreateDirectory(Target);
        MoshRecordingException error = Refusal(Target, overwrite);
        Assert.Equal("FileNotWritable", error.ErrorId);
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
    }

    [UnixFact(linuxOnly: true)]
    public void A_device_a_pipe_and_a_socket_are_refused_and_left_alone()
    {
        string pipe = Path.Join(_folder, "pipe");
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        string socket = Path.Join(_folder, "socket");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        string link = Path.Join(_folder, "link");
        File.CreateSymbolicLink(link, "/dev/null");
        Assert.All((string[])["/dev/null", pipe, socket, link], path =>
        {
            MoshRecordingException error = Refusal(path, overwrite: true);
            Assert.Equal("FileNotWritable", error.ErrorId);
            Assert.Contains("device", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal("/dev/null", new FileInfo(link).LinkTarget);
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_a_path_that_is_none_are_refused()
    {
        Assert.Equal("FileNotWritable", Refusal(Path.Join(_folder, "no", "such.cast"), overwrite: true).ErrorId);
        Assert.Equal("FileNotWritable", Refusal("", overwrite: false).ErrorId);
        Assert.Equal("FileNotWritable", Refusal("a\0b", overwrite: true).ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    // Without a header the writer fails when the file is made already, as on a full disk.
    [Fact]
    public void A_recording_that_does_not_begin_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(Target, Old);
        Assert.Equal("FileNotWritable", Assert.Throws<MoshRecordingException>(() => RecordingFile.Create(Target, overwrite: true, header: null!)).ErrorId);
        Assert.Equal(Old, File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
        File.Delete(Target);
        Assert.Equal("FileNotWritable", Assert.Throws<MoshRecordingException>(() => RecordingFile.Create(Target, overwrite: false, header: null!)).ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static MoshRecordingException Refusal(string path, bool overwrite) =>
        Assert.Throws<MoshRecordingException>(() => RecordingFile.Create(path, overwrite, Header));

    private static string ReadShared(string path)
    {
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
