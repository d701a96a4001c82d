using System.Management.Automation;
using MoshPS.Engine;

namespace MoshPS.Sessions;

/// <summary>Finds sessions by number, or by name with wildcards.</summary>
internal static class SessionSelection
{
    public const string SessionSet = "Session";
    public const string IdSet = "Id";
    public const string NameSet = "Name";

    /// <summary>The sessions that the parameters of a cmdlet name; what is not found is reported and left out.</summary>
    /// <param name="parameterSet">The set in force: one of the names above, or one that ends in it.</param>
    /// <param name="sessions">Value of <c>-Session</c>.</param>
    /// <param name="ids">Value of <c>-Id</c>.</param>
    /// <param name="names">Value of <c>-Name</c>.</param>
    /// <param name="writeError">Takes an error and the key that was not found.</param>
    public static IReadOnlyList<MoshSession> Resolve(
        string parameterSet, MoshSession[] sessions, int[] ids, string[] names, Action<Exception, object?> writeError)
    {
        if (parameterSet.EndsWith(IdSet, StringComparison.Ordinal))
        {
            return Collect(ids, id => [ById(id)], writeError);
        }

        return parameterSet.EndsWith(NameSet, StringComparison.Ordinal) ? Collect(names, ByName, writeError) : sessions;
    }

    private static List<MoshSession> Collect<T>(
        IEnumerable<T> keys, Func<T, IReadOnlyList<MoshSession>> find, Action<Exception, object?> writeError)
    {
        var found = new List<MoshSession>();
        foreach (T key in keys)
        {
            try
            {
                found.AddRange(find(key).Except(found));
            }
            catch (MoshException exception)
            {
                writeError(exception, key);
            }
        }

        return found;
    }

    /// <exception cref="MoshSessionException"><c>SessionNotFound</c>.</exception>
    private static MoshSession ById(int id)
        => MoshSessionTable.Shared.All.FirstOrDefault(session => session.Id == id)
            ?? throw NotFound($"There is no session with the Id {id}.");

    /// <summary>The sessions whose name matches; with wildcards there may be none.</summary>
    /// <exception cref="MoshSessionException"><c>SessionNotFound</c>: a name without wildcards that no session has.</exception>
    private static MoshSession[] ByName(string name)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        MoshSession[] found = [.. MoshSessionTable.Shared.All.Where(session => pattern.IsMatch(session.Name))];
        return found.Length > 0 || WildcardPattern.ContainsWildcardCharacters(name)
            ? found
            : throw NotFound($"There is no session with the name '{name}'.");
    }

    private static MoshSessionException NotFound(string message)
        => new("SessionNotFound", message, "Get-MoshSession lists the sessions of this PowerShell process.");
}
