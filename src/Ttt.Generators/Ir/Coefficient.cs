using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>A number times integer powers of dimension sizes, such as 1/D: exact until sizes are known.</summary>
internal sealed record Coefficient(double Value, EquatableArray<Power> Powers)
{
    public static readonly Coefficient One = Of(1);

    public static readonly Coefficient MinusOne = Of(-1);

    public static Coefficient Of(double value) => new(value, EquatableArray<Power>.Empty);

    public static Coefficient SizeOf(Extent extent, int exponent = 1)
        => extent.IsOne ? One : new(1, EquatableArray.Of(new Power(extent, exponent)));

    public bool IsOne => Value == 1 && Powers.Count == 0;

    public bool IsMinusOne => Value == -1 && Powers.Count == 0;

    public static Coefficient operator *(Coefficient a, Coefficient b)
        => new(a.Value * b.Value, a.Powers.Concat(b.Powers)
            .GroupBy(p => p.Extent)
            .Select(g => new Power(g.Key, g.Sum(p => p.Exponent)))
            .Where(p => p.Exponent != 0)
            .OrderBy(p => p.Extent.Name, StringComparer.Ordinal)
            .ToEquatable());

    public Coefficient WithExtents(Func<Extent, Extent> map)
        => Powers.Aggregate(Of(Value), (product, p) => product * SizeOf(map(p.Extent), p.Exponent));

    public double Evaluate(Func<Extent, int> size) => Powers.Aggregate(Value, (v, p) => v * Math.Pow(size(p.Extent), p.Exponent));

    /// <summary>Writes the coefficient as a product, with <paramref name="size"/> naming extents: <c>0.5 / D</c>.</summary>
    public string ToText(Func<Extent, string> size)
    {
        var text = Value.ToString("R", CultureInfo.InvariantCulture);
        if (Powers.Count > 0 && !text.Contains(".") && !text.Contains("E"))
            text += ".0";
        var factors = new List<string> { text };
        foreach (var power in Powers)
            for (var i = 0; i < Math.Abs(power.Exponent); i++)
                factors.Add((power.Exponent > 0 ? "* " : "/ ") + size(power.Extent));
        return string.Join(" ", factors);
    }

    public override string ToString() => ToText(static e => e.Name);
}

internal readonly record struct Power(Extent Extent, int Exponent);
