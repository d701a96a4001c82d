using System.Globalization;
using System.Management.Automation;

namespace MoshPS.Pipeline;

/// <summary>
/// Lets a parameter of type <see cref="TimeSpan"/> take a number of seconds, as PowerShell's time-outs do;
/// without it <c>5</c> would be five ticks. Texts such as <c>00:01:30</c> are left to PowerShell.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        double? seconds = data switch
        {
            int or long or double or float or decimal or short or byte or uint => Convert.ToDouble(data, CultureInfo.InvariantCulture),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            _ => null,
        };
        if (seconds is null)
        {
            return inputData;
        }

        return seconds is >= 0 and < int.MaxValue
            ? TimeSpan.FromSeconds(seconds.Value)
            : throw new ArgumentTransformationMetadataException("Give a time of 0 seconds or more.");
    }
}
