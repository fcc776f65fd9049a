namespace Ttt.Models;

/// <summary>Parity (arXiv:2411.12537): at every bit, whether the number of ones until there is odd. It is tested on longer sequences, where only what keeps the state for ever goes on.</summary>
/// <param name="Length">Bits of a sequence.</param>
/// <param name="TestLength">Bits of a sequence that a model is measured on.</param>
public sealed record Parity(int Length, int TestLength) : TokenTask(Length)
{
    public override string Name => "parity";

    public override int VocabSize => 2;

    public override double Chance => 0.5;

    public override ISyntheticTask Test => this with { Length = TestLength };

    public override string ToString() => $"{Name}: {Length} bits, tested on {TestLength}";

    public override void Write(RandomStream random, Span<long> inputs, Span<long> targets)
    {
        var odd = 0L;
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = random.Below(2);
            targets[i] = odd ^= inputs[i];
        }
    }
}
