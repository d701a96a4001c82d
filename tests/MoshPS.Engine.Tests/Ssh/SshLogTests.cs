using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class SshLogTests
{
    private readonly SshLog _log = new();

    [Fact]
    public void The_peer_is_the_address_that_was_connected_and_not_one_tried_before()
    {
        Feed(
            "debug1: Connecting to localhost [::1] port 22.",
            "debug1: connect to address ::1 port 22: Connection refused",
            "debug1: Connecting to localhost [127.0.0.1] port 22.",
            "debug1: Connection established.");
        Assert.Equal(IPAddress.Loopback, _log.Peer);
        Assert.False(_log.UsesProxy);
    }

    [Fact]
    public void A_server_cannot_pretend_to_be_elsewhere()
    {
        Feed(
            "debug1: Connecting to host [192.0.2.1] port 22.",
            "debug1: Connection established.",
            "debug1: Connecting to host [203.0.113.1] port 22.",
            "debug1: Connection established.");
        Assert.Equal(IPAddress.Parse("192.0.2.1"), _log.Peer);
    }

    [Theory]
    [InlineData("debug1: Executing proxy command: exec nc host 22")]
    [InlineData("debug1: Executing proxy dialer command: exec nc host 22")]
    public void A_proxy_has_no_peer_and_does_not_name_one(string line)
    {
        Feed(line, "debug1: Connecting to host [203.0.113.1] port 22.", "debug1: Connection established.");
        Assert.True(_log.UsesProxy);
        Assert.Null(_log.Peer);
    }

    [Fact]
    public void The_phase_follows_the_log()
    {
        Assert.Equal(SshBootstrapPhase.Connecting, _log.Phase);
        Feed("debug1: Server host key: ssh-ed25519 SHA256:abc");
        Assert.Equal((SshBootstrapPhase.VerifyingHost, "ssh-ed25519 SHA256:abc"), (_log.Phase, _log.HostKey));
        Feed("debug1: SSH2_MSG_SERVICE_ACCEPT received");
        Assert.Equal(SshBootstrapPhase.Authenticating, _log.Phase);
        Feed("Authenticated to host ([192.0.2.1]:22) using \"publickey\".");
        Assert.Equal(SshBootstrapPhase.StartingServer, _log.Phase);
        Feed("debug1: Server host key: ssh-ed25519 SHA256:abc");
        Assert.Equal(SshBootstrapPhase.StartingServer, _log.Phase);
    }

    [Fact]
    public void A_login_through_a_proxy_counts()
    {
        Feed("Authenticated to host (via proxy) using \"publickey\".");
        Assert.Equal(SshBootstrapPhase.StartingServer, _log.Phase);
    }

    [Fact]
    public void A_key_that_was_accepted_and_not_used_is_locked()
    {
        Feed("debug1: Server accepts key: /home/a/key ED25519 SHA256:abc explicit", "debug1: No more authentication methods to try.");
        Assert.Equal("/home/a/key", _log.LockedKey);
        Feed("debug1: Authentications that can continue: password");
        Assert.Equal((null, "password"), (_log.LockedKey, _log.Methods));
    }

    [Fact]
    public void Only_what_is_meant_for_the_user_is_kept()
    {
        Assert.True(_log.Accept("Permission denied, please try again."));
        Assert.True(_log.Accept("debugging is fun, says the banner"));
        Assert.False(_log.Accept("debug1: pledge: fork"));
        Assert.False(_log.Accept("Transferred: sent 3532, received 3340 bytes, in 0.1 seconds"));
        Assert.False(_log.Accept("Connection to localhost closed."));
        Assert.False(_log.Accept(""));
        Assert.Equal(2, _log.Messages.Count);
    }

    [Fact]
    public void An_endless_banner_is_not_kept_whole()
    {
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(_log.Accept("line"));
        }

        Assert.InRange(_log.Messages.Count, 1, 100);
    }

    private void Feed(params string[] lines)
    {
        foreach (string line in lines)
        {
            _log.Accept(line);
        }
    }
}
