namespace Ttt.Layers;

/// <summary>Small operations on the arrays of tensors that a state is made of.</summary>
static class TensorArrays
{
    internal static Tensor[] ZerosLike(Tensor[] tensors)
        => [.. tensors.Select(t => torch.zeros(t.shape, dtype: t.dtype, device: t.device))];

    internal static Tensor[] Sum(Tensor[] left, Tensor[] right) => [.. left.Zip(right, (a, b) => a + b)];

    internal static Tensor[] MoveOut(Tensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.MoveToOuterDisposeScope();
        return tensors;
    }

    /// <summary>Those of the first that are none of the second, by reference.</summary>
    internal static Tensor[] Without(IEnumerable<Tensor> tensors, IEnumerable<Tensor> others) => [.. tensors.Except<Tensor>(others, ReferenceEqualityComparer.Instance)];

    /// <summary>Moves out what a scan computed, and leaves where it is what it only passed on.</summary>
    internal static ScanResult MoveOut(ScanResult result, ScanInputs inputs)
    {
        result.Output.MoveToOuterDisposeScope();
        MoveOut(Without(result.State, inputs.State));
        return result;
    }

    internal static void Dispose(Tensor[]? tensors)
    {
        foreach (var tensor in tensors ?? []) tensor.Dispose();
    }

    /// <summary>Pieces along the token axis (2) as one tensor.</summary>
    internal static Tensor Join(List<Tensor> pieces) => pieces.Count == 1 ? pieces[0] : torch.cat(pieces, 2);
}
