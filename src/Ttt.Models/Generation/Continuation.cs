namespace Ttt.Models;

/// <summary>One text that is being continued: the tokens of it that the model has not read, and the way from tokens drawn to text.</summary>
sealed class Continuation
{
    readonly TokenSampler sampler;
    readonly Utf8Stream characters = new();
    readonly StopFilter filter;
    readonly IReadOnlyList<int> endTokens;
    ReadOnlyMemory<int> unread;
    int left;

    /// <exception cref="TttException">Options out of range, or a prompt without tokens.</exception>
    public Continuation(int place, int[] prompt, GenerationOptions options, IReadOnlyList<int> endTokens)
    {
        options.Check();
        if (prompt.Length == 0)
            throw new TttException("the prompt has no tokens");
        (Place, sampler, filter, unread, left) = (place, new(options), new(options.Stop), prompt, options.MaxTokens);
        this.endTokens = options.IgnoreEndTokens ? [] : endTokens;
        sampler.See(prompt);
    }

    /// <summary>Its place among the texts that are continued together.</summary>
    public int Place { get; }

    /// <summary>Nothing more is drawn: there are enough tokens, or a stop string or a token that ends the text came.</summary>
    public bool Ended => left == 0 || filter.Stopped;

    /// <summary>Tokens that stand in the text and that the model has not read; once there are none, one can be drawn.</summary>
    public int Unread => unread.Length;

    /// <summary>The next tokens to read.</summary>
    public ReadOnlyMemory<int> Take(int count)
    {
        var taken = unread[..count];
        unread = unread[count..];
        return taken;
    }

    /// <summary>Draws the next token, which then is to be read; null: it ends the text, and is no part of it.</summary>
    public int? Draw(ReadOnlySpan<float> logits)
    {
        var token = sampler.Next(logits);
        unread = new[] { token };
        var ends = endTokens.Contains(token);
        left = ends ? 0 : left - 1;
        return ends ? null : token;
    }

    /// <summary>What the bytes of the token drawn last add to the text; of the very last one also what was held back.</summary>
    public string Write(ReadOnlySpan<byte> bytes)
    {
        var text = filter.Push(characters.Push(bytes));
        return left > 0 || filter.Stopped ? text : text + filter.Push(characters.Finish()) + filter.Finish();
    }
}
