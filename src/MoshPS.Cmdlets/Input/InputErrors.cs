using MoshPS.Errors;

namespace MoshPS.Input;

/// <summary>Mistakes in calling Send-MoshInput.</summary>
internal static class InputErrors
{
    public static UsageException UnknownKey(string error)
        => new("UnknownKey", error, "Name a key such as Enter, Up, F5 or Ctrl+C; Send-MoshInput -Key completes names with the Tab key.");

    public static UsageException NothingToType()
        => new("NothingToType", "There is nothing to type.", "Give -Text, -Line, -Key, or lines on the pipeline.");
}
