using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ttt.Kernels.Tests;

/// <summary>A matrix in memory that is NaN wherever the matrix is not, before, behind and between its rows.</summary>
internal sealed unsafe class Field : IDisposable
{
    private const int Margin = 64;
    private static readonly float _poison = BitConverter.Int32BitsToSingle(0x7FC0BEEF);
    private readonly float* _memory;
    private readonly int _length;

    public Field(int rows, int columns, int gap = 0, Func<int, int, double>? value = null)
    {
        (Rows, Columns, Ld) = (rows, columns, columns + gap);
        _length = (rows * Ld) + (2 * Margin);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)_length * sizeof(float), 64);
        new Span<float>(_memory, _length).Fill(_poison);
        if (value is null) return;
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                this[i, j] = (float)value(i, j);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Ld { get; }

    public Ptr Ptr => new(_memory + Margin);

    public float this[int i, int j]
    {
        get => _memory[Margin + (i * Ld) + j];
        set => _memory[Margin + (i * Ld) + j] = value;
    }

    public static Field Random(int rows, int columns, int gap, Random random) => new(rows, columns, gap, (_, _) => (random.NextDouble() * 2) - 1);

    /// <summary>The values as they are now.</summary>
    public double[,] Values()
    {
        var values = new double[Rows, Columns];
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Columns; j++)
                values[i, j] = this[i, j];
        return values;
    }

    /// <summary>Every element is what it should be, and nothing outside (but up to <paramref name="slack"/> floats behind each row) was written.</summary>
    public void ShouldBe(Func<int, int, double> expected, double tolerance, int slack = 0, [CallerArgumentExpression(nameof(expected))] string what = "")
    {
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Columns; j++)
            {
                double want = expected(i, j), have = this[i, j];
                if (!have.Equals((float)want) && !(Math.Abs(have - want) <= tolerance * (1 + Math.Abs(want))))
                    Assert.Fail($"{what} at [{i}, {j}]: {have}, not {want}");
            }
        Untouched(slack);
    }

    public void Untouched(int slack = 0)
    {
        for (int at = 0; at < _length; at++)
        {
            int place = at - Margin, column = place >= 0 && place < Rows * Ld ? place % Ld : int.MaxValue;
            bool behindLast = place >= Rows * Ld && place < ((Rows - 1) * Ld) + Columns + slack;
            if (column < Columns + slack || behindLast || BitConverter.SingleToInt32Bits(_memory[at]) == 0x7FC0BEEF) continue;
            Assert.Fail($"float {place} of {Rows} x {Columns} (stride {Ld}) was written: {_memory[at]}");
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
