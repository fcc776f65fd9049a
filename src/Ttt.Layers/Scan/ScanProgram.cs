namespace Ttt.Layers;

/// <summary>
/// The programs that the compiler derives from one declaration, on tensors of any type and device; stateless. Every method opens its own dispose scope and
/// moves its results to the caller's. Arrays of fast tensors are in the order of the inner model's fast parameters, arrays of slow ones in the order of its slow
/// parameters followed by those of the loss. A sequence's fast weights are [B,H,r,c] (Mat), [B,H,1,n] (Vec), [B,H,1,1] (Scalar); its sums, Σ λ_m ∇_m since the
/// last boundary, have the same shapes. Slow parameters come as they are stored. Only <see cref="Primal"/> and <see cref="Boundary"/> are used under autograd.
/// </summary>
public abstract class ScanProgram
{
    /// <summary>The inner model has a dual form. Without one only <see cref="Primal"/> and <see cref="Boundary"/> may be called.</summary>
    public abstract bool HasDual { get; }

    /// <summary>The dual form of N whole mini-batches that start at a boundary.</summary>
    /// <returns>The outputs [B,H,N,b,Dv] and the weights after the last mini-batch.</returns>
    public virtual (Tensor Output, Tensor[] Fast) Forward(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow) => throw NoDual();

    /// <summary>The weights each of N whole mini-batches starts from, [B,H,N,r,c].</summary>
    public virtual Tensor[] States(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow) => throw NoDual();

    /// <summary>The gradients of <see cref="Forward"/>, from its <see cref="States"/> and the cotangents of its results.</summary>
    public virtual ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dFast) => throw NoDual();

    /// <summary>The dual form of any number of rows anywhere inside one mini-batch. The weights do not change.</summary>
    /// <returns>The outputs [B,H,b,Dv] and the sums after the last row.</returns>
    public virtual (Tensor Output, Tensor[] Sums) PartialForward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow) => throw NoDual();

    /// <summary>The gradients of <see cref="PartialForward"/> from the cotangents of its results.</summary>
    public virtual ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow, Tensor dOutput, Tensor[] dSums) => throw NoDual();

    /// <summary>The weights past a boundary: W − τ A, τ [1,1,1,1] being that of the mini-batch's last row. The sums are zero after it.</summary>
    public abstract Tensor[] Boundary(Tensor position, Tensor[] fast, Tensor[] sums);

    /// <summary>The gradients of <see cref="Boundary"/> from the cotangents of its result.</summary>
    public virtual (Tensor Position, Tensor[] Fast, Tensor[] Sums) BoundaryBackward(Tensor position, Tensor[] fast, Tensor[] sums, Tensor[] dFast) => throw NoDual();

    /// <summary>One token, by definition: plain tensor operations that ordinary autograd flows through.</summary>
    public abstract (Tensor Output, Tensor[] Sums) Primal(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow);

    /// <summary>One token, the same values as <see cref="Primal"/>, arranged for speed.</summary>
    public abstract (Tensor Output, Tensor[] Sums) Decode(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow);

    /// <summary>
    /// A gradient in the shape of what it belongs to: axes that were broadcast are summed, axes that were reduced are repeated.
    /// <paramref name="gradient"/> itself where nothing is to be done.
    /// </summary>
    protected static Tensor Gradient(Tensor gradient, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(like);
        using var scope = torch.NewDisposeScope();
        var (shape, result) = (like.shape, gradient);
        var extra = gradient.shape.Length - shape.Length;
        if (extra > 0) result = result.sum([.. Enumerable.Range(0, extra).Select(axis => (long)axis)]);
        var own = result.shape;
        var missing = shape.Length - own.Length;
        long[] reduced = [.. Enumerable.Range(0, own.Length).Where(axis => own[axis] != 1 && shape[axis + missing] == 1).Select(axis => (long)axis)];
        if (reduced.Length > 0) result = result.sum(reduced, keepdim: true);
        if (!result.shape.AsSpan().SequenceEqual(shape)) result = result.expand(shape);
        return ReferenceEquals(result, gradient) ? gradient : result.MoveToOuterDisposeScope();
    }

    NotSupportedException NoDual() => new($"{GetType().Name} has no dual form, so it runs token by token.");
}
