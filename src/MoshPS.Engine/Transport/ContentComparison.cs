namespace MoshPS.Engine.Transport;

/// <summary>
/// Tells whether the present content differs from a sent state's as far as the peer can be told. Some objects differ
/// while the difference that can be sent is empty (spec 1 §10.2). Stock wakes every few milliseconds over that; here
/// such contents count as equal until the present one changes again (spec 1 §7, "May improve").
/// </summary>
internal sealed class ContentComparison<T>(StateContents<T> contents)
    where T : class, ISynchronizedObject<T>
{
    /// <summary>The content for which the marks in the list of states hold.</summary>
    public StateContent<T>? Observed { get; private set; }

    public bool Differ(T present, in SentState<T> state) =>
        !present.HasSameContent(state.Content.Value)
        && !(state.IsIndistinct && Observed is not null && present.HasSameContent(Observed.Value));

    /// <summary>Records that the difference from a state to the present content is empty.</summary>
    public void MarkIndistinct(T present, SentStates<T> states, int index)
    {
        if (present.HasSameContent(states[index].Content.Value))
        {
            return;
        }

        if (Observed is null || !present.HasSameContent(Observed.Value))
        {
            Forget(states);
            Observed = contents.Take(present);
        }

        states[index].IsIndistinct = true;
    }

    private void Forget(SentStates<T> states)
    {
        if (Observed is null)
        {
            return;
        }

        contents.Release(Observed);
        Observed = null;
        for (int i = 0; i < states.Count; i++)
        {
            states[i].IsIndistinct = false;
        }
    }
}
