using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Keeps the graph right when a view or its base is changed in place.</summary>
internal static class ViewHistory
{
    /// <summary>Gives a view whose base changed the history that the base has now.</summary>
    public static void Refresh(TensorImpl view)
    {
        if (view.Base is not { } root || view.ViewVersion == view.Buffer.Version) return;
        if (root.RequiresGrad) view.SetGradFn(new StridedViewNode(root, view), 0);
        view.ViewVersion = view.Buffer.Version;
    }

    /// <summary>Makes <paramref name="change"/>, an in-place operation whose first input is the old value, the history of a tensor.</summary>
    public static void Rebase(TensorImpl changed, Node change)
    {
        if (changed.Base is not { } root)
        {
            changed.SetGradFn(change, 0);
            return;
        }
        root.SetGradFn(new CopySlicesNode(root, changed, change), 0);
        changed.SetGradFn(new StridedViewNode(root, changed), 0);
    }

    /// <summary>The part of a gradient over the base that belongs to the view.</summary>
    public static Tensor Slice(Tensor grad, TensorImpl root, TensorImpl view) =>
        grad.as_strided(view.Shape, view.Strides, view.Offset - root.Offset);

    /// <summary>A fresh tensor with the geometry of the base.</summary>
    public static Tensor LikeBase(TensorImpl root) =>
        new(TensorImpl.Allocate(root.Shape, root.IsContiguous ? root.Strides : Shapes.ContiguousStrides(root.Shape), root.DType));
}

/// <summary>Gradient of a view that is described by its geometry alone.</summary>
internal sealed class StridedViewNode(TensorImpl root, TensorImpl view) : Node([root.GradEdge()], 1)
{
    public override string Name => "AsStridedBackward";

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        if (outputGrads[0] is not { } grad) return;
        var full = ViewHistory.LikeBase(root);
        full.zero_();
        ViewHistory.Slice(full, root, view).add_(grad);
        inputGrads[0] = full;
    }
}

/// <summary>An in-place change of a view, seen from its base: the changed part goes through the operation, the rest passes.</summary>
internal sealed class CopySlicesNode(TensorImpl root, TensorImpl view, Node change)
    : Node([root.GradEdge(), .. change.Inputs.AsSpan(1)], 1)
{
    public override string Name => "CopySlices";

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        if (outputGrads[0] is not { } grad) return;
        var full = ViewHistory.LikeBase(root);
        full.copy_(grad);
        var slice = ViewHistory.Slice(full, root, view);
        var inner = new Tensor?[change.Inputs.Length];
        change.Backward([slice.clone()], inner);
        if (inner[0] is { } passed) slice.copy_(passed);
        else slice.zero_();
        inputGrads[0] = full;
        inner.AsSpan(1).CopyTo(inputGrads.AsSpan(1));
    }

    public override void ReleaseSaved() => change.ReleaseSaved();
}
