namespace MoshPS.Engine.Prediction;

/// <summary>The predictions of one row, a cell each. Made when first needed and then kept.</summary>
internal sealed class RowPredictions(int columns)
{
    private readonly CellPrediction[] _cells = new CellPrediction[columns];

    /// <summary>The cells of the row.</summary>
    public Span<CellPrediction> Cells => _cells;

    /// <summary>Whether any cell may be active.</summary>
    public bool HasActive { get; set; }

    /// <summary>Ends all predictions of the row.</summary>
    public void Clear()
    {
        if (HasActive)
        {
            HasActive = false;
            foreach (ref CellPrediction cell in Cells)
            {
                cell.Deactivate();
            }
        }
    }
}
