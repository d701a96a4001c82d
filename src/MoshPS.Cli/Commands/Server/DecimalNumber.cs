namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// Whole numbers as the C library's <c>strtol</c> reads them, which is how the contract of mosh-server takes them:
/// leading white space, a sign, nothing at all for zero.
/// </summary>
internal static class DecimalNumber
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number; the nearest one there is when it has too many digits.</param>
    /// <param name="isTooLong">Whether it has.</param>
    /// <returns>False when something else than a number stands there.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long number, out bool isTooLong)
    {
        number = 0;
        isTooLong = false;
        if (text.IsEmpty)
        {
            return true;
        }

        ReadOnlySpan<char> digits = text.TrimStart(" \t\n\v\f\r");
        bool isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+'))
        {
            digits = digits[1..];
        }

        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        foreach (char digit in digits)
        {
            int value = digit - '0';
            if (number > (long.MaxValue - value) / 10)
            {
                number = isNegative ? long.MinValue : long.MaxValue;
                isTooLong = true;
                return true;
            }

            number = (number * 10) + value;
        }

        number = isNegative ? -number : number;
        return true;
    }

    /// <summary>Reads a number that has to have a reasonable size.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long number) => TryParse(text, out number, out bool isTooLong) && !isTooLong;
}
