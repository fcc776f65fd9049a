namespace Ttt;

public static partial class Fn
{
    /// <summary>(x − mean) / √(variance + ε), population variance.</summary>
    public static Vec<T> LayerNorm<T>(Vec<T> x, double epsilon = 1e-6) where T : IDim
    {
        RequireElements("LayerNorm", x);
        var mean = Mean(x).Value;
        var variance = Mean(Square(x - mean)).Value;
        return (x - mean) / Math.Sqrt(variance + epsilon);
    }

    /// <summary>γ ∘ (x − mean) / √(variance + ε) + β, population variance.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> LayerNorm<T>(Vec<T> x, Vec<T> gamma, Vec<T> beta, double epsilon = 1e-6) where T : IDim
        => gamma * LayerNorm(x, epsilon) + beta;

    /// <summary>x / √(mean(x²) + ε).</summary>
    public static Vec<T> RmsNorm<T>(Vec<T> x, double epsilon = 1e-6) where T : IDim
    {
        RequireElements("RmsNorm", x);
        return x / Math.Sqrt(Mean(Square(x)).Value + epsilon);
    }

    /// <summary>γ ∘ x / √(mean(x²) + ε).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> RmsNorm<T>(Vec<T> x, Vec<T> gamma, double epsilon = 1e-6) where T : IDim => gamma * RmsNorm(x, epsilon);

    /// <summary>exp(x) / Σ exp(x).</summary>
    public static Vec<T> Softmax<T>(Vec<T> x) where T : IDim
    {
        RequireElements("Softmax", x);
        var exponentials = Exp(x - x.Values.Max());
        return exponentials / Sum(exponentials);
    }

    /// <summary>x / √(Σ x² + ε).</summary>
    public static Vec<T> L2Norm<T>(Vec<T> x, double epsilon = 1e-12) where T : IDim => x / Math.Sqrt(Dot(x, x).Value + epsilon);

    /// <summary>√(Σ x² + ε).</summary>
    public static Scalar Norm<T>(Vec<T> x, double epsilon = 1e-12) where T : IDim => new(Math.Sqrt(Dot(x, x).Value + epsilon));

    /// <summary>Σ a b.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Scalar Dot<T>(Vec<T> a, Vec<T> b) where T : IDim => Sum(Vec<T>.Wrap(Elementwise.Zip<T>("Dot", a.Values, b.Values, (x, y) => x * y)));

    /// <summary>The sum of the elements.</summary>
    public static Scalar Sum<T>(Vec<T> x) where T : IDim => new(x.Values.Sum());

    /// <summary>The mean of the elements.</summary>
    public static Scalar Mean<T>(Vec<T> x) where T : IDim
    {
        RequireElements("Mean", x);
        return new(x.Values.Sum() / x.Length);
    }

    static void RequireElements<T>(string function, Vec<T> x) where T : IDim
    {
        if (x.Length == 0) throw new ArgumentException($"{function}: the Vec<{typeof(T).Name}> is empty; give it values.", nameof(x));
    }
}
