namespace Ttt;

/// <summary>
/// The functions of the declaration language, eager in double precision. Those of one argument work element by element; <c>using static Ttt.Fn;</c> brings
/// them into scope.
/// </summary>
public static partial class Fn
{
    /// <summary>The exponential function.</summary>
    public static Scalar Exp(Scalar x) => new(Math.Exp(x.Value));

    /// <inheritdoc cref="Exp(Scalar)"/>
    public static Vec<T> Exp<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, Math.Exp));

    /// <inheritdoc cref="Exp(Scalar)"/>
    public static Mat<R, C> Exp<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(Math.Exp);

    /// <summary>The natural logarithm.</summary>
    public static Scalar Log(Scalar x) => new(Math.Log(x.Value));

    /// <inheritdoc cref="Log(Scalar)"/>
    public static Vec<T> Log<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, Math.Log));

    /// <inheritdoc cref="Log(Scalar)"/>
    public static Mat<R, C> Log<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(Math.Log);

    /// <summary>The square root.</summary>
    public static Scalar Sqrt(Scalar x) => new(Math.Sqrt(x.Value));

    /// <inheritdoc cref="Sqrt(Scalar)"/>
    public static Vec<T> Sqrt<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, Math.Sqrt));

    /// <inheritdoc cref="Sqrt(Scalar)"/>
    public static Mat<R, C> Sqrt<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(Math.Sqrt);

    /// <summary>The square.</summary>
    public static Scalar Square(Scalar x) => new(SpecialFunctions.Square(x.Value));

    /// <inheritdoc cref="Square(Scalar)"/>
    public static Vec<T> Square<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Square));

    /// <inheritdoc cref="Square(Scalar)"/>
    public static Mat<R, C> Square<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Square);

    /// <summary>The hyperbolic tangent.</summary>
    public static Scalar Tanh(Scalar x) => new(Math.Tanh(x.Value));

    /// <inheritdoc cref="Tanh(Scalar)"/>
    public static Vec<T> Tanh<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, Math.Tanh));

    /// <inheritdoc cref="Tanh(Scalar)"/>
    public static Mat<R, C> Tanh<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(Math.Tanh);

    /// <summary>1 / (1 + exp(−x)).</summary>
    public static Scalar Sigmoid(Scalar x) => new(SpecialFunctions.Sigmoid(x.Value));

    /// <inheritdoc cref="Sigmoid(Scalar)"/>
    public static Vec<T> Sigmoid<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Sigmoid));

    /// <inheritdoc cref="Sigmoid(Scalar)"/>
    public static Mat<R, C> Sigmoid<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Sigmoid);

    /// <summary>max(0, x); its derivative at 0 is 0.</summary>
    public static Scalar Relu(Scalar x) => new(SpecialFunctions.Relu(x.Value));

    /// <inheritdoc cref="Relu(Scalar)"/>
    public static Vec<T> Relu<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Relu));

    /// <inheritdoc cref="Relu(Scalar)"/>
    public static Mat<R, C> Relu<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Relu);

    /// <summary>x · sigmoid(x).</summary>
    public static Scalar Silu(Scalar x) => new(SpecialFunctions.Silu(x.Value));

    /// <inheritdoc cref="Silu(Scalar)"/>
    public static Vec<T> Silu<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Silu));

    /// <inheritdoc cref="Silu(Scalar)"/>
    public static Mat<R, C> Silu<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Silu);

    /// <summary>GELU in its tanh approximation: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    public static Scalar Gelu(Scalar x) => new(SpecialFunctions.Gelu(x.Value));

    /// <inheritdoc cref="Gelu(Scalar)"/>
    public static Vec<T> Gelu<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Gelu));

    /// <inheritdoc cref="Gelu(Scalar)"/>
    public static Mat<R, C> Gelu<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Gelu);

    /// <summary>GELU, exact: ½ x (1 + erf(x / √2)).</summary>
    public static Scalar GeluErf(Scalar x) => new(SpecialFunctions.GeluErf(x.Value));

    /// <inheritdoc cref="GeluErf(Scalar)"/>
    public static Vec<T> GeluErf<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.GeluErf));

    /// <inheritdoc cref="GeluErf(Scalar)"/>
    public static Mat<R, C> GeluErf<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.GeluErf);

    /// <summary>log(1 + exp(x)).</summary>
    public static Scalar Softplus(Scalar x) => new(SpecialFunctions.Softplus(x.Value));

    /// <inheritdoc cref="Softplus(Scalar)"/>
    public static Vec<T> Softplus<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Softplus));

    /// <inheritdoc cref="Softplus(Scalar)"/>
    public static Mat<R, C> Softplus<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Softplus);
}
