using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>Something said once in a long text and asked for later.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Statement">The sentence that says it; {0} is the answer.</param>
/// <param name="Cue">What stands before the place where the answer is due.</param>
/// <param name="Answers">What the answer is drawn from; each is followed by a full stop.</param>
public sealed partial record RecallProbe(string Name, string Statement, string Cue, IReadOnlyList<string> Answers)
{
    const int Keys = 10_000, ShortestWord = 5, LongestWord = 8, FewestWords = 100;

    /// <summary>A number of five digits in the midst of the text, after the passkey task of arXiv:2305.16300.</summary>
    public static RecallProbe Passkey { get; } = new("passkey", "\nThe pass key is {0}. Remember it. {0} is the pass key.\n", "\nWhat is the pass key? The pass key is ",
        [.. Enumerable.Range(0, Keys).Select(i => (10_000 + 9 * i).ToString(CultureInfo.InvariantCulture))]);

    /// <summary>A word of the book, said to be the secret: letters and words that the model knows, in a place where nothing else suggests them.</summary>
    /// <exception cref="TttException">The book has too few words.</exception>
    public static RecallProbe Needle(ReadOnlySpan<byte> book)
    {
        string[] words = [.. Words().Matches(Encoding.UTF8.GetString(book)).Select(match => match.Value).Where(word => word.Length is >= ShortestWord and <= LongestWord).Distinct().Order(StringComparer.Ordinal)];
        return words.Length >= FewestWords ? new("needle", "\nThe secret word is {0}.\n", "\nThe secret word is ", words)
            : throw new TttException($"the text has {words.Length} different words of {ShortestWord} to {LongestWord} letters; a needle needs at least {FewestWords} to choose from");
    }

    [GeneratedRegex(@"\b[a-z]+\b")]
    private static partial Regex Words();
}
