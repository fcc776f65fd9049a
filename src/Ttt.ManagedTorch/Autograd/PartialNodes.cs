using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Gradient of a view of a part: added into the place it came from, never padded to full size on its own.</summary>
internal sealed class PartialViewNode(Tensor source, Func<Tensor, Tensor> cut, string name)
    : Node([source.Impl.GradEdge()], 1), IPartialGradient
{
    public override string Name => name;

    public void AddInto(Tensor inputGrad, Tensor outputGrad) => cut(inputGrad).add_(outputGrad);

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        if (outputGrads[0] is not { } grad) return;
        var full = zeros(Inputs[0].Shape, Inputs[0].DType);
        cut(full).add_(grad);
        inputGrads[0] = full;
    }
}

/// <summary>Gradient of a tensor that was cut along one dimension into all its pieces: one buffer, filled piece by piece.</summary>
internal sealed class PiecesNode(Tensor source, int dim, long[] sizes, bool removesDim)
    : Node([source.Impl.GradEdge()], sizes.Length)
{
    public override string Name => removesDim ? "UnbindBackward" : "SplitBackward";

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        var edge = Inputs[0];
        var pieces = new Tensor[sizes.Length];
        for (int i = 0; i < pieces.Length; i++)
        {
            if (outputGrads[i] is { } grad) pieces[i] = removesDim ? grad.unsqueeze(dim) : grad;
            else
            {
                var shape = (long[])edge.Shape.Clone();
                shape[dim] = sizes[i];
                // A missing gradient costs one number, not a block of zeros.
                pieces[i] = zeros([], edge.DType).expand(shape);
            }
        }
        inputGrads[0] = pieces.Length == 0 ? zeros(edge.Shape, edge.DType) : cat(pieces, dim);
    }
}
