using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Tests.Unix;

namespace MoshPS.Engine.Tests.Pty;

[UnsupportedOSPlatform("windows")]
public sealed class DetachedSessionsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [UnixFact(linuxOnly: true)]
    public void One_detached_session_is_named()
    {
        Write(Record("mosh [123]"));
        Assert.Equal("\e[37;44mMosh: You have a detached Mosh session on this server (mosh [123]).\e[m\n\n", Warning());
    }

    [UnixFact(linuxOnly: true)]
    public void Several_detached_sessions_are_listed()
    {
        Write(Record("mosh [123]"), Record("mosh [45]"));
        Assert.Equal(
            "\e[37;44mMosh: You have 2 detached Mosh sessions on this server, with PIDs:\n        - mosh [123]\n        - mosh [45]\n\e[m\n",
            Warning());
    }

    [UnixFact(linuxOnly: true)]
    public void Other_users_other_records_attached_sessions_and_the_own_one_are_not_meant()
    {
        Write(
            Record("mosh [123]", user: "other"),
            Record("mosh [123]", type: 8),
            Record("192.0.2.7 via mosh [123]"),
            Record("mosh [123] "),
            Record("mosh [7]"),
            Record("mosh [123]", line: "pts/no-such-terminal"),
            Record("192.0.2.7"));
        Assert.Equal("", Warning());
    }

    [UnixFact(linuxOnly: true)]
    public void A_file_that_is_cut_off_or_missing_or_full_of_junk_is_no_failure()
    {
        File.WriteAllBytes(_file, [.. Record("mosh [123]"), .. Record("mosh [45]")[..100]]);
        Assert.Contains("a detached Mosh session on this server (mosh [123])", Warning());
        byte[] junk = new byte[100_000];
        new Random(1).NextBytes(junk);
        File.WriteAllBytes(_file, junk);
        Assert.Equal("", Warning());
        File.Delete(_file);
        Assert.Equal("", Warning());
    }

    [UnixFact(linuxOnly: true)]
    public void A_user_whom_the_system_does_not_know_has_no_sessions()
    {
        Write(Record("mosh [123]"));
        Assert.Equal("", DetachedSessions.Warning(null, new HostProgramOptions { LoginRecordFile = _file }));
    }

    private string Warning() => DetachedSessions.Warning("user", new HostProgramOptions { LoginRecordFile = _file, OwnProcess = 7 });

    private void Write(params byte[][] records) => File.WriteAllBytes(_file, [.. records.SelectMany(record => record)]);

    /// <summary>A record as glibc's manual describes it (utmp(5)).</summary>
    private static byte[] Record(string host, string user = "user", string line = "null", short type = 7)
    {
        byte[] record = new byte[LoginRecordFile.RecordSize];
        BitConverter.TryWriteBytes(record, type);
        BitConverter.TryWriteBytes(record.AsSpan(4), 4711);
        Encoding.ASCII.GetBytes(line, record.AsSpan(8, 32));
        Encoding.ASCII.GetBytes("id", record.AsSpan(40, 4));
        Encoding.ASCII.GetBytes(user, record.AsSpan(44, 32));
        Encoding.ASCII.GetBytes(host, record.AsSpan(76, 256));
        return record;
    }
}
