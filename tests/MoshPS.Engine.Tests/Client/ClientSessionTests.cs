using System.Net;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client;

public sealed class ClientSessionTests
{
    /// <summary>Else the key could not be in the first state that its prediction waits for, and would be taken back.</summary>
    [Fact]
    public async Task Nothing_is_sent_between_the_prediction_of_a_key_and_the_key()
    {
        using ClientSession session = new(new MoshClientOptions
        {
            Server = new IPEndPoint(IPAddress.Loopback, 9),
            Key = SessionKey.FromBytes("0123456789abcdef"u8),
        });
        session.Start();
        Task? resize = null;
        bool overtakes = true;
        session.Send("a"u8, new Screen(1, 1), (in _, _) =>
        {
            resize = Task.Run(() => session.Resize(100, 30));
            overtakes = resize.Wait(TimeSpan.FromMilliseconds(100));
        });
        Assert.False(overtakes);
        await resize!.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
