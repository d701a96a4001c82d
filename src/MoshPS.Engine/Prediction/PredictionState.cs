namespace MoshPS.Engine.Prediction;

/// <summary>What becomes of predicted typing at the moment.</summary>
public enum PredictionState
{
    /// <summary>Nothing is predicted: the mode is <see cref="PredictionMode.Never"/>.</summary>
    Off,

    /// <summary>Typing is predicted and not shown: the link is quick enough without.</summary>
    Waiting,

    /// <summary>Typing is shown before the server has echoed it.</summary>
    Shown,

    /// <summary>Typing is shown, and underlined until the server has echoed it, since that takes long.</summary>
    Underlined,
}
