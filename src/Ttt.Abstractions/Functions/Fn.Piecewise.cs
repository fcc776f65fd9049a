namespace Ttt;

public static partial class Fn
{
    /// <summary>|x|; its derivative at 0 is 0.</summary>
    public static Scalar Abs(Scalar x) => new(Math.Abs(x.Value));

    /// <inheritdoc cref="Abs(Scalar)"/>
    public static Vec<T> Abs<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, Math.Abs));

    /// <inheritdoc cref="Abs(Scalar)"/>
    public static Mat<R, C> Abs<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(Math.Abs);

    /// <summary>x where x > 0, else exp(x) − 1.</summary>
    public static Scalar Elu(Scalar x) => new(SpecialFunctions.Elu(x.Value));

    /// <inheritdoc cref="Elu(Scalar)"/>
    public static Vec<T> Elu<T>(Vec<T> x) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, SpecialFunctions.Elu));

    /// <inheritdoc cref="Elu(Scalar)"/>
    public static Mat<R, C> Elu<R, C>(Mat<R, C> x) where R : IDim where C : IDim => x.Map(SpecialFunctions.Elu);

    /// <summary>½x² where |x| ≤ δ, else δ(|x| − ½δ): its derivative is x kept between −δ and δ.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="delta">δ, a positive constant.</param>
    public static Scalar Huber(Scalar x, double delta = 1) => new(SpecialFunctions.Huber(x.Value, delta));

    /// <inheritdoc cref="Huber(Scalar, double)"/>
    public static Vec<T> Huber<T>(Vec<T> x, double delta = 1) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, value => SpecialFunctions.Huber(value, delta)));

    /// <inheritdoc cref="Huber(Scalar, double)"/>
    public static Mat<R, C> Huber<R, C>(Mat<R, C> x, double delta = 1) where R : IDim where C : IDim => x.Map(value => SpecialFunctions.Huber(value, delta));

    /// <summary>x to the power p, for x > 0; for any x where p is a whole number that is not negative.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="p">The power, a constant.</param>
    public static Scalar Pow(Scalar x, double p) => new(Math.Pow(x.Value, p));

    /// <inheritdoc cref="Pow(Scalar, double)"/>
    public static Vec<T> Pow<T>(Vec<T> x, double p) where T : IDim => Vec<T>.Wrap(Elementwise.Map(x.Values, value => Math.Pow(value, p)));

    /// <inheritdoc cref="Pow(Scalar, double)"/>
    public static Mat<R, C> Pow<R, C>(Mat<R, C> x, double p) where R : IDim where C : IDim => x.Map(value => Math.Pow(value, p));

    /// <summary>The larger of two numbers; where they are equal its derivative is that of the first.</summary>
    public static Scalar Max(Scalar a, Scalar b) => new(Math.Max(a.Value, b.Value));

    /// <summary>The larger of two numbers, element by element; where they are equal its derivative is that of the first.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> Max<T>(Vec<T> a, Vec<T> b) where T : IDim => Vec<T>.Wrap(Elementwise.Zip<T>("Max", a.Values, b.Values, Math.Max));

    /// <summary>The larger of every element and a number; where they are equal its derivative is that of the first.</summary>
    public static Vec<T> Max<T>(Vec<T> a, Scalar b) where T : IDim => Vec<T>.Wrap(Elementwise.Map(a.Values, x => Math.Max(x, b.Value)));

    /// <summary>The smaller of two numbers; where they are equal its derivative is that of the first.</summary>
    public static Scalar Min(Scalar a, Scalar b) => new(Math.Min(a.Value, b.Value));

    /// <summary>The smaller of two numbers, element by element; where they are equal its derivative is that of the first.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> Min<T>(Vec<T> a, Vec<T> b) where T : IDim => Vec<T>.Wrap(Elementwise.Zip<T>("Min", a.Values, b.Values, Math.Min));

    /// <summary>The smaller of every element and a number; where they are equal its derivative is that of the first.</summary>
    public static Vec<T> Min<T>(Vec<T> a, Scalar b) where T : IDim => Vec<T>.Wrap(Elementwise.Map(a.Values, x => Math.Min(x, b.Value)));
}
