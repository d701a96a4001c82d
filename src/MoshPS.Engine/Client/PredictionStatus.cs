using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Client;

/// <summary>How typing on the attached console is predicted.</summary>
/// <param name="Mode">The mode that was asked for.</param>
/// <param name="State">What becomes of predictions at the moment.</param>
public readonly record struct PredictionStatus(PredictionMode Mode, PredictionState State);
