using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Sequences of tokens: inputs [B,T], the token that is asked at each [B,T], and where documents begin in the rows. The loss is cross entropy, nats.</summary>
public sealed class TokenBatch : SequenceBatch
{
    /// <summary>A target that is not counted.</summary>
    public const long Ignored = -100;

    readonly IReadOnlyList<IReadOnlyList<long>>? documents;

    /// <param name="rows">Rows, B.</param>
    /// <param name="inputs">Token ids [B,T], row by row.</param>
    /// <param name="targets">The id that follows each, or <see cref="Ignored"/>; [B,T].</param>
    /// <param name="documents">For every row the lengths of its documents, which add up to T and are read as if each were alone; null: every row is one document.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public TokenBatch(int rows, long[] inputs, long[] targets, IReadOnlyList<IReadOnlyList<long>>? documents = null)
    {
        if (rows < 1 || inputs.Length == 0 || inputs.Length % rows != 0 || targets.Length != inputs.Length)
            throw new ArgumentException($"{inputs.Length} inputs and {targets.Length} targets are no batch of {rows} equally long rows.", nameof(inputs));
        (Rows, Inputs, Targets, Counted) = (rows, inputs, targets, targets.LongCount(target => target != Ignored));
        if (documents is null || documents.All(row => row.Count == 1))
            return;
        this.documents = documents;
        Documents = new PackedDocuments(documents);
        if (Documents.Rows != rows || Documents.Tokens != Length)
            throw new ArgumentException($"The documents fill {Documents.Rows} rows of {Documents.Tokens} tokens, the batch has {rows} of {Length}.", nameof(documents));
    }

    public override int Rows { get; }

    public override int Length => Inputs.Length / Rows;

    public long[] Inputs { get; }

    public long[] Targets { get; }

    /// <summary>Targets that are not <see cref="Ignored"/>.</summary>
    public override long Counted { get; }

    public override Tensor Input(torch.Device? device = null) => torch.tensor(Inputs, [Rows, Length], dtype: torch.ScalarType.Int64, device: device);

    public override Tensor Loss(Tensor logits_BTV) =>
        torch.nn.functional.cross_entropy(logits_BTV.view(-1, logits_BTV.shape[2]), torch.tensor(Targets, dtype: torch.ScalarType.Int64, device: logits_BTV.device), ignore_index: Ignored);

    public override Tensor Loss(Tensor hidden_BTC, Tensor head_VC)
    {
        using var targets = torch.tensor(Targets, dtype: torch.ScalarType.Int64, device: hidden_BTC.device);
        return LinearCrossEntropy.Of(hidden_BTC.reshape(-1, hidden_BTC.size(-1)), head_VC, targets);
    }

    public override TokenBatch Select(IReadOnlyList<int> rows) => new(
        rows.Count, [.. rows.SelectMany(row => Inputs.Skip(row * Length).Take(Length))], [.. rows.SelectMany(row => Targets.Skip(row * Length).Take(Length))],
        documents is null ? null : [.. rows.Select(row => documents[row])])
    {
        Continues = Continues is null ? null : [.. rows.Select(row => Continues[row])],
    };
}
