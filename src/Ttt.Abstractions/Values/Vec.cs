namespace Ttt;

/// <summary>A row vector whose length is the dimension <typeparamref name="T"/>, in double precision. Operators work element by element.</summary>
/// <typeparam name="T">The dimension.</typeparam>
public readonly struct Vec<T> where T : IDim
{
    readonly double[]? _values;

    /// <summary>A vector of these values (copied).</summary>
    /// <exception cref="ArgumentNullException">No array.</exception>
    public Vec(params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = (double[])values.Clone();
    }

    Vec(double[] values, bool _) => _values = values;

    /// <summary>The number of elements.</summary>
    public int Length => Values.Length;

    /// <summary>An element, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public double this[int index] => (uint)index < (uint)Length
        ? Values[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"A Vec<{typeof(T).Name}> of length {Length} has no element {index}.");

    /// <summary>The values, copied.</summary>
    public double[] ToArray() => (double[])Values.Clone();

    internal double[] Values => _values ?? [];

    /// <summary>Takes the array as it is.</summary>
    internal static Vec<T> Wrap(double[] values) => new(values, true);

    /// <summary>Negation.</summary>
    public static Vec<T> operator -(Vec<T> a) => Wrap(Elementwise.Map(a.Values, x => -x));

    /// <summary>Sum.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> operator +(Vec<T> a, Vec<T> b) => Wrap(Elementwise.Zip<T>("+", a.Values, b.Values, (x, y) => x + y));

    /// <inheritdoc cref="op_Addition(Vec{T}, Vec{T})"/>
    public static Vec<T> operator +(Vec<T> a, double b) => Wrap(Elementwise.Map(a.Values, x => x + b));

    /// <inheritdoc cref="op_Addition(Vec{T}, Vec{T})"/>
    public static Vec<T> operator +(double a, Vec<T> b) => Wrap(Elementwise.Map(b.Values, x => a + x));

    /// <inheritdoc cref="op_Addition(Vec{T}, Vec{T})"/>
    public static Vec<T> operator +(Vec<T> a, Scalar b) => a + b.Value;

    /// <inheritdoc cref="op_Addition(Vec{T}, Vec{T})"/>
    public static Vec<T> operator +(Scalar a, Vec<T> b) => a.Value + b;

    /// <summary>Difference.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> operator -(Vec<T> a, Vec<T> b) => Wrap(Elementwise.Zip<T>("-", a.Values, b.Values, (x, y) => x - y));

    /// <inheritdoc cref="op_Subtraction(Vec{T}, Vec{T})"/>
    public static Vec<T> operator -(Vec<T> a, double b) => Wrap(Elementwise.Map(a.Values, x => x - b));

    /// <inheritdoc cref="op_Subtraction(Vec{T}, Vec{T})"/>
    public static Vec<T> operator -(double a, Vec<T> b) => Wrap(Elementwise.Map(b.Values, x => a - x));

    /// <inheritdoc cref="op_Subtraction(Vec{T}, Vec{T})"/>
    public static Vec<T> operator -(Vec<T> a, Scalar b) => a - b.Value;

    /// <inheritdoc cref="op_Subtraction(Vec{T}, Vec{T})"/>
    public static Vec<T> operator -(Scalar a, Vec<T> b) => a.Value - b;

    /// <summary>Product, element by element.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> operator *(Vec<T> a, Vec<T> b) => Wrap(Elementwise.Zip<T>("*", a.Values, b.Values, (x, y) => x * y));

    /// <inheritdoc cref="op_Multiply(Vec{T}, Vec{T})"/>
    public static Vec<T> operator *(Vec<T> a, double b) => Wrap(Elementwise.Map(a.Values, x => x * b));

    /// <inheritdoc cref="op_Multiply(Vec{T}, Vec{T})"/>
    public static Vec<T> operator *(double a, Vec<T> b) => Wrap(Elementwise.Map(b.Values, x => a * x));

    /// <inheritdoc cref="op_Multiply(Vec{T}, Vec{T})"/>
    public static Vec<T> operator *(Vec<T> a, Scalar b) => a * b.Value;

    /// <inheritdoc cref="op_Multiply(Vec{T}, Vec{T})"/>
    public static Vec<T> operator *(Scalar a, Vec<T> b) => a.Value * b;

    /// <summary>Quotient, element by element.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vec<T> operator /(Vec<T> a, Vec<T> b) => Wrap(Elementwise.Zip<T>("/", a.Values, b.Values, (x, y) => x / y));

    /// <inheritdoc cref="op_Division(Vec{T}, Vec{T})"/>
    public static Vec<T> operator /(Vec<T> a, double b) => Wrap(Elementwise.Map(a.Values, x => x / b));

    /// <inheritdoc cref="op_Division(Vec{T}, Vec{T})"/>
    public static Vec<T> operator /(double a, Vec<T> b) => Wrap(Elementwise.Map(b.Values, x => a / x));

    /// <inheritdoc cref="op_Division(Vec{T}, Vec{T})"/>
    public static Vec<T> operator /(Vec<T> a, Scalar b) => a / b.Value;

    /// <inheritdoc cref="op_Division(Vec{T}, Vec{T})"/>
    public static Vec<T> operator /(Scalar a, Vec<T> b) => a.Value / b;
}
