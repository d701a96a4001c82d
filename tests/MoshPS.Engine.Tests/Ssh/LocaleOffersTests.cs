using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class LocaleOffersTests
{
    [Fact]
    public void A_client_with_a_UTF8_locale_offers_all_of_it_first()
    {
        Assert.Equal(
            ["LANG=de_DE.UTF-8 LC_TIME=en_GB.UTF-8", "LANG=C.UTF-8", "LANG=en_US.UTF-8"],
            Offers(new() { ["LC_TIME"] = "en_GB.UTF-8", ["LANG"] = "de_DE.UTF-8", ["HOME"] = "/root" }));
    }

    [Theory]
    [InlineData("LC_ALL", "C", "LANG", "de_DE.UTF-8")]
    [InlineData("LC_CTYPE", "de_DE.ISO-8859-1", "LANG", "de_DE.UTF-8")]
    [InlineData("LANG", "POSIX", "LC_TIME", "de_DE.UTF-8")]
    [InlineData("LANG", "", "LC_ALL", "")]
    public void A_client_whose_character_set_is_another_offers_only_the_fallbacks(string name, string value, string otherName, string otherValue)
    {
        Assert.Equal(["LANG=C.UTF-8", "LANG=en_US.UTF-8"], Offers(new() { [name] = value, [otherName] = otherValue }));
    }

    [Theory]
    [InlineData("de_DE.utf8")]
    [InlineData("de_DE.UTF-8@euro")]
    [InlineData("UTF-8")]
    public void Other_spellings_of_UTF8_count(string value)
    {
        Assert.Equal($"LC_CTYPE={value}", Offers(new() { ["LC_CTYPE"] = value })[0]);
    }

    [Fact]
    public void No_offer_is_made_twice()
    {
        Assert.Equal(["LANG=en_US.UTF-8", "LANG=C.UTF-8"], Offers(new() { ["LANG"] = "en_US.UTF-8" }));
        Assert.Equal(["LANG=C.utf-8", "LANG=en_US.UTF-8"], Offers(new() { ["LANG"] = "C.utf-8" }));
    }

    [Fact]
    public void A_culture_stands_in_where_there_are_no_variables()
    {
        Assert.Equal(["LANG=de_DE.UTF-8", "LANG=C.UTF-8", "LANG=en_US.UTF-8"], Offers([], "de-DE"));
        Assert.Equal(["LANG=C.UTF-8", "LANG=en_US.UTF-8"], Offers([], ""));
    }

    [Fact]
    public void Values_that_are_no_locale_names_are_not_offered()
    {
        Assert.Equal(["LANG=C.UTF-8", "LANG=en_US.UTF-8"], Offers(new() { ["LANG"] = "$(id).UTF-8" }));
    }

    private static string[] Offers(Dictionary<string, string> environment, string culture = "") =>
        [.. LocaleOffers.Choose(environment, culture).Select(offer => string.Join(' ', offer))];
}
