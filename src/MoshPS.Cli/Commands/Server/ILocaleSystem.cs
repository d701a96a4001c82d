namespace MoshPS.Cli.Commands.Server;

/// <summary>The locales of a system, and the environment that chooses one of them.</summary>
internal interface ILocaleSystem
{
    /// <summary>The character set of the locale adopted last, such as <c>UTF-8</c>.</summary>
    string Charset { get; }

    /// <summary>A variable's value, or null.</summary>
    string? GetVariable(string name);

    /// <summary>Sets a variable of this process and of those that it starts.</summary>
    void SetVariable(string name, string value);

    /// <summary>Takes a variable away.</summary>
    void RemoveVariable(string name);

    /// <summary>Adopts the locale that the environment asks for.</summary>
    /// <returns>False when the system does not have it; the one before then stays.</returns>
    bool TryAdopt();

    /// <summary>The names of all locales that the system says it has.</summary>
    IEnumerable<string> ListNames();
}
