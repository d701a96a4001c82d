namespace MoshPS.Engine.Server;

/// <summary>
/// Which states of the client have their input in the queue to the program, and where in it each one's ends: a state
/// may be acknowledged as echoed only some time after the program was really given its input (spec 3 §2.7).
/// </summary>
internal sealed class HandedOnStates
{
    /// <summary>
    /// States that are remembered while the program does not read; beyond it the newest takes the place of the one
    /// before, and both count as handed on together.
    /// </summary>
    public const int Capacity = 64;

    private readonly (ulong Number, long End)[] _states = new (ulong, long)[Capacity];
    private int _first;
    private int _count;

    /// <summary>Notes a state whose input is in the queue.</summary>
    /// <param name="number">Its number, above all earlier ones.</param>
    /// <param name="end">How many bytes were ever added to the queue with it.</param>
    public void Add(ulong number, long end)
    {
        if (_count < Capacity)
        {
            _count++;
        }

        _states[(_first + _count - 1) % Capacity] = (number, end);
    }

    /// <summary>Takes out the states whose input the program was given.</summary>
    /// <param name="taken">How many bytes were ever taken from the queue.</param>
    /// <param name="number">The newest of them.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(long taken, out ulong number)
    {
        number = 0;
        bool found = false;
        while (_count > 0 && _states[_first].End <= taken)
        {
            number = _states[_first].Number;
            found = true;
            _first = (_first + 1) % Capacity;
            _count--;
        }

        return found;
    }
}
