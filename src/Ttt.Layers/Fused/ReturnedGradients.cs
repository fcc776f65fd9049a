namespace Ttt.Layers;

/// <summary>
/// What backward functions returned on this thread: the engine takes the values over, but the wrappers may belong to no scope, so they are freed with the next call.
/// </summary>
static class ReturnedGradients
{
    [ThreadStatic]
    static List<Tensor>? t_last;

    /// <summary>Takes the gradients out of the scope of the caller and frees those of the last call.</summary>
    internal static List<Tensor> Hand(List<Tensor> gradients)
    {
        foreach (var tensor in t_last ?? [])
            tensor.Dispose();
        t_last = [.. gradients.Where(gradient => gradient is not null).Select(gradient => gradient.DetachFromDisposeScope())];
        return gradients;
    }
}
