using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>A token that is found in the text before anything else is done to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What it looks like.</param>
/// <param name="SingleWord">Only where no letter, digit or underscore adjoins.</param>
/// <param name="StripLeft">It takes the white space before it.</param>
/// <param name="StripRight">It takes the white space after it.</param>
/// <param name="Normalized">It is looked for in the rewritten text, rewritten itself.</param>
sealed record AddedToken(int Id, string Content, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized)
{
    public static AddedToken Read(JsonPart part)
    {
        var content = part.Member("content").Text();
        if (content.Length == 0)
            throw part.Fault("the token is empty");
        return new(part.Member("id").Integer(), content, part.Flag("single_word", false), part.Flag("lstrip", false), part.Flag("rstrip", false), part.Flag("normalized", true));
    }

    /// <summary>A pattern that finds the token, which looks like <paramref name="written"/> there.</summary>
    public string Pattern(string written)
    {
        var pattern = Regex.Escape(written);
        if (SingleWord)
            pattern = $@"(?<!\w){pattern}(?!\w)";
        return $"{(StripLeft ? @"\s*" : "")}{pattern}{(StripRight ? @"\s*" : "")}";
    }
}
