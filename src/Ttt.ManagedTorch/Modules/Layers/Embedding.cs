using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Rows of a table [num_embeddings, embedding_dims] picked by integer indices.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    readonly long paddingRow;
    readonly bool scaleByFrequency;

    [ComponentName(Name = nameof(weight))] Parameter? stored_weight;

    internal Embedding(Parameter weight, long? paddingRow, bool scaleByFrequency) : base(nameof(Embedding))
    {
        this.weight = weight;
        this.paddingRow = paddingRow ?? -1;
        this.scaleByFrequency = scaleByFrequency;
    }

    public Parameter? weight
    {
        get => stored_weight;
        set => ConditionallyRegisterParameter(nameof(weight), Slot.Put(ref stored_weight, value));
    }

    public override Tensor forward(Tensor input) => EmbeddingLookup.Apply(stored_weight!, input, paddingRow, scaleByFrequency);

    internal static Embedding Create(long rows, long columns, long? paddingRow, bool scaleByFrequency, Device? device, ScalarType? dtype)
    {
        if (paddingRow is { } row)
            paddingRow = row >= -rows && row < rows ? (row + rows) % rows : throw new System.Runtime.InteropServices.ExternalException(
                $"Padding_idx must be within num_embeddings: got {row} for {rows} rows");
        var weight = new Parameter(empty(rows, columns, dtype, device));
        using var frozen = no_grad();
        weight.normal_();
        if (paddingRow is { } padding)
        {
            using var zeros = weight.select(0, padding);
            zeros.fill_(0);
        }
        return new Embedding(weight, paddingRow, scaleByFrequency);
    }
}
