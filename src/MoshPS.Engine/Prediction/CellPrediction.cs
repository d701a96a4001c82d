using System.Runtime.CompilerServices;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>What one cell is expected to show (spec 3 §5.1).</summary>
internal struct CellPrediction
{
    private Contents _originals;
    private int _originalCount;

    /// <summary>Whether there is a prediction.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether the cell is expected to change in an unknown way.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Whether it has been drawn on the user's screen.</summary>
    public bool WasShown { get; set; }

    /// <summary>The first user state that can carry the key.</summary>
    public ulong Expiry { get; private set; }

    /// <summary>The epoch that it belongs to: hidden until that is confirmed.</summary>
    public long Epoch { get; private set; }

    /// <summary>When it was made, in milliseconds.</summary>
    public long Time { get; private set; }

    /// <summary>What the cell is expected to show, unless unknown.</summary>
    public Cell Replacement { get; set; }

    /// <summary>Begins a prediction, or replaces one, whose content then counts as one that was there before.</summary>
    public void Arm(ulong expiry, long epoch, long now)
    {
        if (IsActive && !IsUnknown)
        {
            AddOriginal(Replacement);
        }
        else
        {
            Deactivate();
        }

        IsActive = true;
        IsUnknown = false;
        WasShown = false;
        Expiry = expiry;
        Epoch = epoch;
        Time = now;
    }

    /// <summary>Expects nothing to be there; what was there before still counts, and unknown stays unknown.</summary>
    public void ExpectBlank(ulong expiry, long epoch, long now)
    {
        IsActive = true;
        WasShown = false;
        Expiry = expiry;
        Epoch = epoch;
        Time = now;
        Replacement = default;
    }

    /// <summary>Ends the prediction.</summary>
    public void Deactivate()
    {
        IsActive = false;
        IsUnknown = false;
        WasShown = false;
        _originalCount = 0;
        Expiry = ulong.MaxValue;
        Epoch = long.MaxValue;
    }

    /// <summary>
    /// Notes what the cell showed before: seeing that again proves nothing. Beyond the capacity the oldest is forgotten.
    /// </summary>
    public void AddOriginal(Cell cell)
    {
        _originals[_originalCount % Contents.Capacity] = CellContent.Of(cell);
        _originalCount++;
    }

    /// <summary>Judges the prediction by the cell of the server's screen.</summary>
    public readonly Validity Judge(Cell actual, ulong echoAcknowledged)
    {
        if (!IsActive)
        {
            return Validity.Inactive;
        }

        if (echoAcknowledged < Expiry)
        {
            return Validity.Pending;
        }

        if (IsUnknown || CellContent.IsBlank(Replacement))
        {
            return Validity.CorrectWithoutCredit;
        }

        uint content = CellContent.Of(Replacement);
        if (CellContent.Of(actual) != content)
        {
            return Validity.Wrong;
        }

        for (int i = 0; i < Math.Min(_originalCount, Contents.Capacity); i++)
        {
            if (_originals[i] == content)
            {
                return Validity.CorrectWithoutCredit;
            }
        }

        return Validity.Correct;
    }

    [InlineArray(Capacity)]
    private struct Contents
    {
        public const int Capacity = 8;

        private uint _first;
    }
}
