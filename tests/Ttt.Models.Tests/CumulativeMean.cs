using Ttt.Layers;

namespace Ttt.Models.Tests;

/// <summary>A sequence mixer that is no TTT layer: the scaled mean of all tokens so far. Blocks, training and generation must work with it as well.</summary>
sealed class CumulativeMean : SequenceMixer
{
    readonly TorchSharp.Modules.Parameter scale;

    public CumulativeMean(long width) : base(nameof(CumulativeMean))
    {
        scale = new TorchSharp.Modules.Parameter(torch.full([width], 0.5));
        register_parameter("scale", scale);
    }

    public override Tensor forward(Tensor x_BTC)
    {
        var (output, state) = forward(x_BTC, (ISequenceState?)null);
        state.Dispose();
        return output;
    }

    public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state)
    {
        using var scope = torch.NewDisposeScope();
        var seen = state?.Position ?? 0;
        var tokens = x_BTC.shape[1];
        var sums_BTC = torch.ones(tokens, tokens, dtype: x_BTC.dtype).tril().matmul(x_BTC);
        if (state is not null)
            sums_BTC = sums_BTC + state.Tensors["sum"];
        var counts = torch.arange(seen + 1, seen + tokens + 1, dtype: x_BTC.dtype).view(1, -1, 1);
        var output = sums_BTC / counts * get_parameter("scale")!;
        return (output.MoveToOuterDisposeScope(), new SumState(seen + tokens, sums_BTC.narrow(1, tokens - 1, 1).clone()));
    }

    public override ISequenceState LoadState(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        var (position, batch, width) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var sum = torch.empty(batch, 1, width);
        stream.ReadExactly(sum.bytes);
        return new SumState(position, sum);
    }

    sealed class SumState(long position, Tensor sum) : ISequenceState
    {
        readonly Tensor sum = sum.DetachFromDisposeScope();

        public long Position => position;

        public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["sum"] = sum };

        public ISequenceState Clone() => new SumState(position, sum.clone());

        public ISequenceState Detach() => new SumState(position, sum.detach());

        public ISequenceState Select(params long[] sequences)
        {
            using var scope = torch.NewDisposeScope();
            return new SumState(position, sum.index_select(0, torch.tensor(sequences)));
        }

        public ISequenceState Join(IReadOnlyList<ISequenceState> others)
        {
            using var scope = torch.NewDisposeScope();
            return new SumState(position, torch.cat([sum, .. others.Select(other => other.Tensors["sum"])], 0));
        }

        public void Save(string path) => AtomicFile.Write(path, Save);

        public void Save(Stream stream)
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            writer.Write(position);
            writer.Write(sum.shape[0]);
            writer.Write(sum.shape[2]);
            writer.Write(sum.contiguous().bytes);
        }

        public void Dispose() => sum.Dispose();
    }
}
