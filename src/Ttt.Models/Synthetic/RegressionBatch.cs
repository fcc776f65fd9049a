namespace Ttt.Models;

/// <summary>Sequences of real vectors, read as mixtures of tokens [B,T,V]; at some places the value of one of them is asked for. The loss is the squared error.</summary>
public sealed class RegressionBatch : SequenceBatch
{
    /// <summary>Nothing is asked.</summary>
    public const float Ignored = float.NaN;

    readonly float[] inputs, targets;
    readonly int vocabulary, answer;

    /// <param name="rows">Rows, B.</param>
    /// <param name="inputs">Weights of the tokens [B,T,V], row by row.</param>
    /// <param name="targets">What is asked, or <see cref="Ignored"/>; [B,T].</param>
    /// <param name="answer">The token whose logit is the answer.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public RegressionBatch(int rows, float[] inputs, float[] targets, int answer)
    {
        if (rows < 1 || targets.Length == 0 || targets.Length % rows != 0 || inputs.Length == 0 || inputs.Length % targets.Length != 0)
            throw new ArgumentException($"{inputs.Length} inputs and {targets.Length} targets are no batch of {rows} equally long rows.", nameof(inputs));
        (Rows, this.inputs, this.targets, this.answer) = (rows, inputs, targets, answer);
        vocabulary = inputs.Length / targets.Length;
        Counted = targets.LongCount(target => !float.IsNaN(target));
    }

    public override int Rows { get; }

    public override int Length => targets.Length / Rows;

    public override long Counted { get; }

    /// <summary>The vector at a place of a row.</summary>
    public ReadOnlySpan<float> Read(int row, int place) => inputs.AsSpan((row * Length + place) * vocabulary, vocabulary);

    /// <summary>What is asked there.</summary>
    public float Asked(int row, int place) => targets[row * Length + place];

    public override Tensor Input(torch.Device? device = null) => torch.tensor(inputs, [Rows, Length, vocabulary], device: device);

    public override Tensor Loss(Tensor logits_BTV)
    {
        Tensor like(IEnumerable<float> values) => torch.tensor([.. values], [Rows, Length], device: logits_BTV.device).to(logits_BTV.dtype);
        var asked_BT = like(targets.Select(target => float.IsNaN(target) ? 0f : 1));
        var wanted_BT = like(targets.Select(target => float.IsNaN(target) ? 0 : target));
        return ((logits_BTV.select(2, answer) - wanted_BT) * asked_BT).square().sum() / Counted;
    }

    public override RegressionBatch Select(IReadOnlyList<int> rows) => new(
        rows.Count, [.. rows.SelectMany(row => inputs.Skip(row * Length * vocabulary).Take(Length * vocabulary))], [.. rows.SelectMany(row => targets.Skip(row * Length).Take(Length))], answer)
    {
        Continues = Continues is null ? null : [.. rows.Select(row => Continues[row])],
    };
}
