using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class WordingTests
{
    private static readonly string[] Names = ["relu", "leaky-relu", "resnet", "fisher-z", "tanh"];

    [Theory]
    [InlineData("rleu", " (did you mean relu?)")]
    [InlineData("res-net", " (did you mean resnet?)")]
    [InlineData("FisherZ", " (did you mean fisher-z?)")]
    [InlineData("leaky_relu", " (did you mean leaky-relu?)")]
    [InlineData("tahn", " (did you mean tanh?)")]
    [InlineData("softmax", "")]
    [InlineData("", "")]
    public void The_nearest_name_is_suggested_if_it_is_near(string given, string expected) =>
        Assert.Equal(expected, Wording.Suggestion(given, Names));

    [Fact]
    public void There_is_no_suggestion_for_very_long_text_or_without_names()
    {
        Assert.Equal("", Wording.Suggestion(new string('r', 1_000_000), Names));
        Assert.Equal("", Wording.Suggestion("relu", []));
    }

    [Theory]
    [InlineData("plain ρ 汉", "plain ρ 汉")]
    [InlineData("a\u001b[31m\n", "a\\x1b[31m\\x0a")]
    [InlineData("\u202Efdp.exe\u2028\u200B", "\\u202efdp.exe\\u2028\\u200b")]
    public void Characters_that_a_terminal_hides_are_escaped(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Theory]
    [InlineData(0, "0 threads")]
    [InlineData(1, "1 thread")]
    [InlineData(2, "2 threads")]
    public void One_is_singular(int number, string expected) => Assert.Equal(expected, Wording.Count(number, "thread"));

    [Theory]
    [InlineData(1, "quantity", "1 quantity")]
    [InlineData(2, "quantity", "2 quantities")]
    [InlineData(2, "array", "2 arrays")]
    public void The_plural_is_regular(int number, string noun, string expected) => Assert.Equal(expected, Wording.Count(number, noun));
}
