namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The files of the sessions that the tests of a collection start on this machine.</summary>
public sealed class SessionHost : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Writes a file for the session's program and returns its full path.</summary>
    public string WriteFile(string name, string text) => _directory.Write(name, text);

    /// <summary>A new directory for one session's own files.</summary>
    public string CreateDirectory() => Directory.CreateDirectory(_directory[Guid.NewGuid().ToString("N")[..8]]).FullName;

    public void Dispose() => _directory.Dispose();
}

/// <summary>Tests of programs in sessions run one after the other: each of them keeps several programs busy.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSessionHost : ICollectionFixture<SessionHost>
{
    public const string Name = "Sessions";
}

/// <summary>Tests of sessions with no more than output in them, which run beside those of programs.</summary>
[CollectionDefinition(Name)]
public sealed class SharedOutputHost : ICollectionFixture<SessionHost>
{
    public const string Name = "Sessions with output";
}
