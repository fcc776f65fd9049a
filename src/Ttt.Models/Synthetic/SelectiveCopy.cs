namespace Ttt.Models;

/// <summary>Selective copying (arXiv:2312.00752, section 4.1.1): symbols at random places among blanks, then as many marks; at the marks the symbols are asked for, in their order.</summary>
/// <param name="Count">Symbols to remember.</param>
/// <param name="Symbols">Symbols to choose from.</param>
/// <param name="Length">Tokens of a sequence, at least two for each symbol to remember.</param>
public sealed record SelectiveCopy(int Count, int Symbols, int Length) : TokenTask(Length)
{
    const long Blank = 0, Mark = 1;

    public override string Name => "selective-copy";

    public override int VocabSize => 2 + Symbols;

    public override double Chance => 1.0 / Symbols;

    public override ISyntheticTask Test => this;

    public override string ToString() => $"{Name}: {Count} of {Symbols} symbols, {Length} tokens";

    public override void Write(RandomStream random, Span<long> inputs, Span<long> targets)
    {
        inputs.Fill(Blank);
        targets.Fill(TokenBatch.Ignored);
        var marks = Length - Count;
        var places = Draw.Distinct(random, marks, Count);
        Array.Sort(places);
        for (var i = 0; i < Count; i++)
        {
            var symbol = 2 + random.Below(Symbols);
            (inputs[places[i]], inputs[marks + i], targets[marks + i]) = (symbol, Mark, symbol);
        }
    }
}
