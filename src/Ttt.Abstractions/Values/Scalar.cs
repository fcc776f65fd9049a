using System.Globalization;

namespace Ttt;

/// <summary>A number, in double precision.</summary>
/// <param name="value">The number.</param>
public readonly struct Scalar(double value)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <summary>A constant as a scalar.</summary>
    public static implicit operator Scalar(double value) => new(value);

    /// <summary>Negation.</summary>
    public static Scalar operator -(Scalar a) => new(-a.Value);

    /// <summary>Sum.</summary>
    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value);

    /// <inheritdoc cref="op_Addition(Scalar, Scalar)"/>
    public static Scalar operator +(Scalar a, double b) => new(a.Value + b);

    /// <inheritdoc cref="op_Addition(Scalar, Scalar)"/>
    public static Scalar operator +(double a, Scalar b) => new(a + b.Value);

    /// <summary>Difference.</summary>
    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value);

    /// <inheritdoc cref="op_Subtraction(Scalar, Scalar)"/>
    public static Scalar operator -(Scalar a, double b) => new(a.Value - b);

    /// <inheritdoc cref="op_Subtraction(Scalar, Scalar)"/>
    public static Scalar operator -(double a, Scalar b) => new(a - b.Value);

    /// <summary>Product.</summary>
    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value);

    /// <inheritdoc cref="op_Multiply(Scalar, Scalar)"/>
    public static Scalar operator *(Scalar a, double b) => new(a.Value * b);

    /// <inheritdoc cref="op_Multiply(Scalar, Scalar)"/>
    public static Scalar operator *(double a, Scalar b) => new(a * b.Value);

    /// <summary>Quotient.</summary>
    public static Scalar operator /(Scalar a, Scalar b) => new(a.Value / b.Value);

    /// <inheritdoc cref="op_Division(Scalar, Scalar)"/>
    public static Scalar operator /(Scalar a, double b) => new(a.Value / b);

    /// <inheritdoc cref="op_Division(Scalar, Scalar)"/>
    public static Scalar operator /(double a, Scalar b) => new(a / b.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}
