namespace Ttt.Models;

/// <summary>How text is continued.</summary>
public sealed record GenerationOptions
{
    /// <summary>Tokens to generate at most.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>
    /// The logit of a token that stands in the text already, prompt included, is divided by this where it is positive and multiplied where it is negative
    /// (arXiv:1909.05858, section 4.1, with the sign as Hugging Face's generate has it); 1: none.
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>0 takes the most probable token; higher values flatten the distribution.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>Only the k most probable tokens; 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the smallest set of most probable tokens whose probability reaches this (arXiv:1904.09751, section 3.1); 1: all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only tokens at least this times as probable as the most probable one (arXiv:2407.01082, section 3); 0: all.</summary>
    public double MinP { get; init; }

    /// <summary>The same seed gives the same text.</summary>
    public long Seed { get; init; }

    /// <summary>Generation ends before the first of these strings.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Go on behind the tokens that end a text (the model's <c>eos_token_id</c>).</summary>
    public bool IgnoreEndTokens { get; init; }

    /// <exception cref="TttException">A value out of its range.</exception>
    public void Check()
    {
        static void Require(bool condition, FormattableString fault)
        {
            if (!condition)
                throw new TttException(FormattableString.Invariant(fault));
        }
        Require(MaxTokens >= 0, $"the number of tokens to generate must be 0 or more, not {MaxTokens}");
        Require(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), $"the repetition penalty must be a positive number, not {RepetitionPenalty}");
        Require(Temperature >= 0 && double.IsFinite(Temperature), $"the temperature must be 0 or more, not {Temperature}");
        Require(TopK >= 0, $"top-k must be 0 or more, not {TopK}");
        Require(TopP is > 0 and <= 1, $"top-p must lie in (0, 1], not {TopP}");
        Require(MinP is >= 0 and <= 1, $"min-p must lie in [0, 1], not {MinP}");
        Require(!Stop.Contains(""), $"a stop string must not be empty");
    }
}
