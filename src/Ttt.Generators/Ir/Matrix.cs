using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>A dense row-major matrix of doubles: what the interpreter computes with.</summary>
internal sealed class Matrix(int rows, int columns, double[] items)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public double[] Items { get; } = items;

    public double this[int row, int column] => Items[row * Columns + column];

    /// <summary>Reads with broadcasting: an axis of extent one repeats.</summary>
    public double At(int row, int column) => Items[(Rows == 1 ? 0 : row) * Columns + (Columns == 1 ? 0 : column)];

    public static Matrix Create(int rows, int columns, Func<int, int, double> item)
    {
        var items = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                items[i * columns + j] = item(i, j);
        return new(rows, columns, items);
    }

    public Matrix Map(Func<double, double> f) => new(Rows, Columns, Array.ConvertAll(Items, x => f(x)));

    public static Matrix Zip(Matrix a, Matrix b, Func<double, double, double> f)
        => Create(Math.Max(a.Rows, b.Rows), Math.Max(a.Columns, b.Columns), (i, j) => f(a.At(i, j), b.At(i, j)));
}

/// <summary>What a value may depend on beside its operands: inputs by name and sizes of extents.</summary>
internal sealed class EvaluationContext(IReadOnlyDictionary<string, Matrix> inputs, Func<Extent, int> size)
{
    public Matrix Input(string name) => inputs[name];

    public int Size(Extent extent) => extent.IsOne ? 1 : size(extent);
}
