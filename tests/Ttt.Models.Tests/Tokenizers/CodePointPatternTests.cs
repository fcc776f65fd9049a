namespace Ttt.Models.Tests.Tokenizers;

public sealed class CodePointPatternTests
{
    static string[] Words(string pattern, string text)
    {
        var words = new List<string>();
        new CodePointPattern(pattern).Matches(text, (start, length) => words.Add(text.Substring(start, length)));
        return [.. words];
    }

    [Fact]
    public void Letters_and_digits_beyond_the_first_plane_are_letters_and_digits()
    {
        Assert.Equal(["a𝐀b", " 𐐷", " 😀", "𝟘1", " x"], Words(WordPatterns.Gpt2, "a𝐀b 𐐷 😀𝟘1 x"));
        Assert.Equal(["😀", "😀"], Words(".", "😀😀"));
    }

    [Fact]
    public void The_words_of_gpt_2()
        => Assert.Equal(["I", "'ll", " see", " 12", "'", "S", "  ", " the", "\t", "\n", "x", "?!", "\n\n"], Words(WordPatterns.Gpt2, "I'll see 12'S   the\t\nx?!\n\n"));

    [Fact]
    public void The_words_of_gpt_4()
        => Assert.Equal(["I", "'LL", " pay", " ", "123", "456", "7", "$\n", "  ", " (", "ok", ")\n\n", "x"], Words(WordPatterns.Cl100k, "I'LL pay 1234567$\n   (ok)\n\nx"));

    [Fact]
    public void The_words_of_gpt_4o()
        => Assert.Equal(["camel", "Case", "HTTPServer", " don't", " ", "12", "//\n"], Words(WordPatterns.O200k, "camelCaseHTTPServer don't 12//\n"));
}
