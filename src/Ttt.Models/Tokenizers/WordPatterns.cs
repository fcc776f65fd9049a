namespace Ttt.Models;

/// <summary>Published patterns that cut a text into words, every character in one of them.</summary>
static class WordPatterns
{
    const string Endings = "'(?:s|t|re|ve|m|ll|d)", AnyEndings = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    const string Blank = @"\s+(?!\S)|\s+";

    /// <summary>GPT-2: English endings, letters, digits and other signs, each with the blank before it.</summary>
    public const string Gpt2 = $@"{Endings}| ?\p{{L}}+| ?\p{{N}}+| ?[^\s\p{{L}}\p{{N}}]+|{Blank}";

    /// <summary>GPT-4: at most three digits, a sign before letters belongs to them, line ends stay together.</summary>
    public const string Cl100k = $@"{AnyEndings}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|{Blank}";

    const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";

    /// <summary>GPT-4o: words also end where capitals begin.</summary>
    public const string O200k = $@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+{AnyEndings}?|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*{AnyEndings}?|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|\s*[\r\n]+|{Blank}";
}
