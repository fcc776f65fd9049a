namespace Ttt.Layers;

/// <summary>
/// The programs that the compiler derives from one declaration, on tensors of any type and device; stateless. Every method opens its own dispose scope and
/// moves its results to the caller's. A state is an array in the order of <see cref="Slots"/>; where rows start at a boundary it lacks what restarts there.
/// Slow parameters, those of inner model, loss, updates and ridge, then the initial weights that updates read, come as they are stored.
/// </summary>
public abstract class ScanProgram
{
    StateLayout? _layout;

    /// <summary>The tensors of a sequence's state: weights, what is kept across boundaries, what restarts at each.</summary>
    public abstract IReadOnlyList<StateSlot> Slots { get; }

    /// <summary>The slow parameters in their order, by checkpoint name; fast ones among them are initial weights that updates read.</summary>
    public abstract IReadOnlyList<string> SlowNames { get; }

    /// <summary>There are programs of many rows; without them tokens run one after the other.</summary>
    public abstract bool HasDual { get; }

    /// <summary><see cref="Forward"/> takes mini-batches of any length, and every token is one to the state.</summary>
    public virtual bool AnyRows => false;

    /// <summary>Outputs read the end of their mini-batch, so calls cannot end inside one: the last one of a call may be shorter.</summary>
    public virtual bool ReadsEnd => false;

    /// <summary>
    /// Operations of the matrix products of one head and one mini-batch of <paramref name="rows"/> tokens, a multiply-add as two; null where nobody counted them.
    /// </summary>
    /// <param name="rows">Tokens of a mini-batch, b.</param>
    /// <param name="keys">Its key rows, e: the tokens, and in front of them a window's less one.</param>
    public virtual ScanOperations? Operations(int rows, int keys) => null;

    internal StateLayout Layout => _layout ??= new StateLayout(Slots);

    /// <summary>The same programs of whole mini-batches as fused kernels; null where an operation has none.</summary>
    public virtual BlockKernels? Kernels => null;

    /// <summary>The step of one token, and the boundary, as fused kernels; null where an operation has none.</summary>
    public virtual TokenKernels? Token => null;

    /// <summary>One of these kernels for a graphics processor; null where there is none.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="b">Tokens of a mini-batch.</param>
    /// <param name="e">Its key rows.</param>
    public virtual CudaKernel? Cuda(KernelKind kind, int b, int e) => null;

    /// <summary>N whole mini-batches that start at a boundary.</summary>
    /// <returns>The outputs [B,H,N,b,Dv] and the state after the last mini-batch, at a boundary.</returns>
    public virtual (Tensor Output, Tensor[] State) Forward(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow) => throw NoDual();

    /// <summary>The state each of N whole mini-batches starts from, [B,H,N,r,c].</summary>
    public virtual Tensor[] States(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow) => throw NoDual();

    /// <summary>The gradients of <see cref="Forward"/>, from its <see cref="States"/> and the cotangents of its results.</summary>
    public virtual ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dState) => throw NoDual();

    /// <summary><see cref="Forward"/> of rows that may be views into longer tensors.</summary>
    /// <param name="rows_BHNb">The rows.</param>
    /// <param name="state">The state at their start.</param>
    /// <param name="slow">The slow parameters.</param>
    /// <param name="keep">Whether <see cref="BlockBackward"/> follows: also what it needs beside the state that the block starts from.</param>
    /// <param name="place">Where outputs may be put, instead of a tensor of their own; null: nowhere.</param>
    internal virtual (Tensor Output, Tensor[] State, Tensor[] Kept) Block(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow, bool keep, Tensor? place)
    {
        var (output, next) = Forward(TokenTensors.Contiguous(rows_BHNb), state, slow);
        return (output, next, []);
    }

    /// <summary>The gradients of <see cref="Block"/>, from the state that the block starts from and what was kept.</summary>
    /// <param name="rows_BHNb">The rows.</param>
    /// <param name="state">The state at their start.</param>
    /// <param name="kept">What was kept.</param>
    /// <param name="slow">The slow parameters.</param>
    /// <param name="dOutput">The cotangent of the outputs.</param>
    /// <param name="dState">The cotangents of the state at the end.</param>
    /// <param name="places">Where gradients of rows may be put, in the order of the rows' tensors, instead of tensors of their own; null: nowhere.</param>
    internal virtual ScanGradients BlockBackward(ScanRows rows_BHNb, Tensor[] state, Tensor[] kept, Tensor[] slow, Tensor dOutput, Tensor[] dState, Tensor?[]? places)
    {
        var rows = TokenTensors.Contiguous(rows_BHNb);
        return Backward(rows, States(rows, state, slow), slow, dOutput.contiguous(), dState);
    }

    /// <summary>Any number of rows anywhere inside one mini-batch, from a whole state. The weights do not change.</summary>
    /// <returns>The outputs [B,H,b,Dv] and the state after the last row but for the weights.</returns>
    public virtual (Tensor Output, Tensor[] Changed) PartialForward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow) => throw NoDual();

    /// <summary>The gradients of <see cref="PartialForward"/> from the cotangents of its results.</summary>
    public virtual ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged) => throw NoDual();

    /// <summary>The state past a boundary, τ [1,1,1,1] being that of the mini-batch's last row.</summary>
    public virtual Tensor[] Boundary(Tensor position, Tensor[] state, Tensor[] slow) => [.. state[..Layout.AtBoundary].Select(kept => kept.alias().MoveToOuterDisposeScope())];

    /// <summary>The gradients of <see cref="Boundary"/> from the cotangents of its result.</summary>
    public virtual (Tensor Position, Tensor[] State, Tensor[] Slow) BoundaryBackward(Tensor position, Tensor[] state, Tensor[] slow, Tensor[] dState) => throw NoDual();

    /// <summary>One token, by definition: plain tensor operations that ordinary autograd flows through.</summary>
    /// <returns>The output and the state after the token but for the weights.</returns>
    public abstract (Tensor Output, Tensor[] Changed) Primal(ScanRows row_BH1, Tensor[] state, Tensor[] slow);

    /// <summary>The gradients of <see cref="Primal"/> from the cotangents of its results.</summary>
    public abstract ScanGradients PrimalBackward(ScanRows row_BH1, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged);

    /// <summary>One token, the same values as <see cref="Primal"/>, arranged for speed.</summary>
    public virtual (Tensor Output, Tensor[] Changed) Decode(ScanRows row_BH1, Tensor[] state, Tensor[] slow) => Primal(row_BH1, state, slow);


    /// <summary>f(q; W) of any rows, where <see cref="ReadsEnd"/>: what the definition answers once the mini-batch has learned.</summary>
    public virtual Tensor Read(ScanRows rows_BHb, Tensor[] state, Tensor[] slow) => throw NoDual();

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

    NotSupportedException NoDual() => new($"{GetType().Name} has no such program; its tokens run one after the other.");
}
