namespace Ttt.Models;

/// <summary>
/// Multi-query associative recall (arXiv:2312.04927, appendix): pairs of a key and a value, then every key once more at a random place among blanks; at each the value that
/// stood beside it is asked for. No key and no value occurs in two pairs.
/// </summary>
/// <param name="Pairs">Keys with their values.</param>
/// <param name="Symbols">Keys to choose from; there are as many values.</param>
/// <param name="Length">Tokens of a sequence, at least three for each pair.</param>
public sealed record Mqar(int Pairs, int Symbols, int Length) : TokenTask(Length)
{
    const long Blank = 0;

    public override string Name => "mqar";

    public override int VocabSize => 1 + 2 * Symbols;

    /// <summary>To guess one of the values of the sequence.</summary>
    public override double Chance => 1.0 / Pairs;

    public override ISyntheticTask Test => this;

    public override string ToString() => $"{Name}: {Pairs} pairs of {Symbols} keys and values, {Length} tokens";

    public override void Write(RandomStream random, Span<long> inputs, Span<long> targets)
    {
        inputs.Fill(Blank);
        targets.Fill(TokenBatch.Ignored);
        var keys = Draw.Distinct(random, Symbols, Pairs);
        var values = Draw.Distinct(random, Symbols, Pairs);
        for (var i = 0; i < Pairs; i++)
            (inputs[2 * i], inputs[2 * i + 1]) = (1 + keys[i], 1 + Symbols + values[i]);
        var places = Draw.Distinct(random, Length - 2 * Pairs, Pairs);
        for (var i = 0; i < Pairs; i++)
            (inputs[2 * Pairs + places[i]], targets[2 * Pairs + places[i]]) = (1 + keys[i], 1 + Symbols + values[i]);
    }
}
