namespace Ttt.Layers;

/// <summary>
/// Mixed precision: inside a scope, matrix products with outer weights and of attention read float32 operands rounded to the scope's type, sum in float32, round once
/// more to that type and give float32 back. Weights, the residual stream, norms, softmax, losses and the inner loop's state stay float32. A scope is of its thread, as that of
/// PyTorch's autocast is; functions with a backward of their own keep the type that forward ran with.
/// </summary>
public static class Autocast
{
    [ThreadStatic]
    static Scope? t_scope;

    /// <summary>What operands of products are rounded to on this thread; float32 rounds nothing.</summary>
    public static torch.ScalarType Type => t_scope?.Type ?? torch.ScalarType.Float32;

    /// <summary>Rounds on this thread until the scope is disposed of; scopes nest, the innermost counts.</summary>
    /// <param name="type">Float32 or BFloat16.</param>
    /// <param name="weights">Where rounded weights are kept; null: where the scope around this one keeps them, or nowhere.</param>
    /// <exception cref="ArgumentException">It is another type.</exception>
    public static IDisposable To(torch.ScalarType type, RoundedWeights? weights = null)
    {
        if (type is not (torch.ScalarType.Float32 or torch.ScalarType.BFloat16))
            throw new ArgumentException($"Products run in Float32 or BFloat16, not in {type}.", nameof(type));
        return t_scope = new Scope(type, weights ?? t_scope?.Weights, t_scope);
    }

    /// <summary>x Wᵀ + b; the bias is added in the type of x.</summary>
    /// <param name="x">[…,I].</param>
    /// <param name="weight_OI">[O,I].</param>
    /// <param name="bias_O">[O], or null.</param>
    /// <returns>[…,O], in the type of x.</returns>
    public static Tensor Linear(Tensor x, Tensor weight_OI, Tensor? bias_O = null)
    {
        if (!Rounds(x, weight_OI)) return torch.nn.functional.linear(x, weight_OI, bias_O);
        using var scope = torch.NewDisposeScope();
        var product = torch.nn.functional.linear(x.to_type(Type), Rounded(weight_OI)).to_type(torch.ScalarType.Float32);
        return (bias_O is null ? product : product + bias_O).MoveToOuterDisposeScope();
    }

    /// <summary>The same of a module's weights.</summary>
    public static Tensor Linear(Tensor x, TorchSharp.Modules.Linear projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        return Linear(x, projection.weight, projection.bias);
    }

    /// <summary>a b, of matrices or batches of them, in their own type.</summary>
    public static Tensor Matmul(Tensor a, Tensor b)
    {
        if (!Rounds(a, b)) return a.matmul(b);
        using var scope = torch.NewDisposeScope();
        return a.to_type(Type).matmul(b.to_type(Type)).to_type(torch.ScalarType.Float32).MoveToOuterDisposeScope();
    }

    // float64, which exact comparisons run in, is left alone
    static bool Rounds(Tensor a, Tensor b)
        => Type != torch.ScalarType.Float32 && a.dtype == torch.ScalarType.Float32 && b.dtype == torch.ScalarType.Float32;

    static Tensor Rounded(Tensor weight)
        => weight is TorchSharp.Modules.Parameter stored && t_scope!.Weights is { } kept && !torch.is_grad_enabled() ? kept.Of(stored, Type) : weight.to_type(Type);

    sealed record Scope(torch.ScalarType Type, RoundedWeights? Weights, Scope? Outer) : IDisposable
    {
        public void Dispose() => t_scope = Outer;
    }
}
