namespace MoshPS.Engine.Terminal;

/// <summary>The parameters of a control sequence while it comes in (spec 2 §3).</summary>
internal sealed class VtParameters
{
    /// <summary>Digits and semicolons beyond this are dropped.</summary>
    internal const int MaximumCharacters = 100;

    /// <summary>A parameter above this counts as missing.</summary>
    internal const int LargestValue = 65535;

    // As many as there can be semicolons, and one more.
    private readonly int[] _values = new int[MaximumCharacters + 1];
    private int _characters;
    private int _count;

    /// <summary>Starts with one parameter, which is missing.</summary>
    internal void Clear()
    {
        _characters = 0;
        _count = 1;
        _values[0] = 0;
    }

    /// <summary>Takes a digit or a semicolon.</summary>
    internal void Add(int character)
    {
        if (_characters == MaximumCharacters)
        {
            return;
        }

        _characters++;
        if (character == ';')
        {
            _values[_count++] = 0;
            return;
        }

        ref int value = ref _values[_count - 1];
        value = Math.Min((value * 10) + (character - '0'), LargestValue + 1);
    }

    /// <summary>The parameters, at least one; 0 stands for a missing one.</summary>
    internal ReadOnlySpan<int> Complete()
    {
        Span<int> values = _values.AsSpan(0, _count);
        foreach (ref int value in values)
        {
            value = value > LargestValue ? 0 : value;
        }

        return values;
    }
}
