using System.Runtime.InteropServices;
using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Products of the device library are sums of products, of operands that are rounded where the precision says so: at any size, transposed or not, with triangles, in shared memory or not.</summary>
public class ProductTests
{
    const string Text = """
        TTT_DEVICE int Stage(int rows, int columns, Place& place, Arena& arena)
        {
            const Place own = arena.take(rows * (columns + 4));
            Copy(rows, columns, place, columns, own, columns + 4);
            place = own;
            return columns + 4;
        }

        TTT_DEVICE void Check(const Call& call, Arena arena, int)
        {
            const int m = call.rows, n = call.keys, k = call.most;
            const bool turnsLeft = call.heads & 1, turnsRight = call.heads & 2, subtract = call.heads & 4, isNear = call.heads & 8;
            Place left = call.memory[0].start, right = call.memory[1].start, result = call.memory[2].start, init = call.memory[3].start;
            int leftRow = turnsLeft ? m : k, rightRow = turnsRight ? k : n, row = n;
            if (isNear)
            {
                leftRow = Stage(turnsLeft ? k : m, leftRow, left, arena);
                rightRow = Stage(turnsRight ? n : k, rightRow, right, arena);
                Stage(m, n, result, arena);
                row = Stage(m, n, init, arena);
            }
            Product(m, n, k, left, turnsLeft ? 1 : leftRow, turnsLeft ? leftRow : 1, right, turnsRight ? 1 : rightRow, turnsRight ? rightRow : 1,
                result, row, init, row, subtract, (Triangle)call.group);
            if (isNear)
                Copy(m, n, result, row, call.memory[2].start, n);
        }
        """;

    const int SharedFloats = 30_000;

    static readonly (int M, int N, int K)[] Sizes = [(16, 8, 16), (16, 16, 32), (8, 8, 8), (9, 11, 13), (33, 17, 40), (50, 64, 16), (48, 48, 32), (64, 64, 64), (16, 256, 48), (7, 64, 64), (64, 7, 64), (64, 64, 7)];

    public static TheoryData<int, int> Cases()
    {
        var data = new TheoryData<int, int>();
        foreach (var precision in Enum.GetValues<ProductPrecision>())
            for (var triangle = 0; triangle < 4; triangle++) data.Add((int)precision, triangle);
        return data;
    }

    [CudaTheory]
    [MemberData(nameof(Cases))]
    public void ProductsAreSumsOfProductsOfRoundedOperands(int precision, int triangle)
    {
        var random = new Random(5);
        foreach (var size in Sizes)
            for (var turns = 0; turns < 16; turns++)
            {
                Check(size, turns, triangle, (ProductPrecision)precision, () => random.Next(-256, 257), 0);
                Check(size, turns, triangle, (ProductPrecision)precision, () => (float)(random.NextDouble() - 0.3), 1e-6);
            }
    }

    // Whole numbers that bf16 has are to come out exactly; else the error is that of sums in float32.
    static void Check((int M, int N, int K) size, int turns, int triangle, ProductPrecision precision, Func<float> number, double tolerance)
    {
        var (m, n, k) = size;
        bool IsRead(int row, int l) => triangle switch { 1 => l <= row, 2 => l >= row, _ => true };
        float[] left = new float[m * k], right = Many(k * n, number), start = Many(m * n, number), result = new float[m * n];
        int Left(int row, int l) => (turns & 1) != 0 ? l * m + row : row * k + l;
        int Right(int l, int column) => (turns & 2) != 0 ? column * k + l : l * n + column;
        for (var row = 0; row < m; row++)
            for (var l = 0; l < k; l++) left[Left(row, l)] = IsRead(row, l) ? number() : float.NaN;
        Run(new() { Rows = m, Keys = n, Most = k, Heads = turns, Group = triangle, SharedFloats = SharedFloats, Memory = [] }, precision, left, right, result, start);
        var rounds = precision == ProductPrecision.BFloat16 && m >= 8 && n >= 8 && k >= 8;
        for (var row = 0; row < m; row++)
            for (var column = 0; column < n; column++)
            {
                double sum = 0, most = Math.Abs(start[row * n + column]);
                for (var l = 0; l < k; l++)
                {
                    if (!IsRead(row, l)) continue;
                    var product = Rounded(left[Left(row, l)], rounds) * (double)Rounded(right[Right(l, column)], rounds);
                    (sum, most) = (sum + product, most + Math.Abs(product));
                }
                var want = triangle == 3 && column > row ? 0 : start[row * n + column] + ((turns & 4) != 0 ? -sum : sum);
                Assert.True(Math.Abs(result[row * n + column] - want) <= tolerance * most, $"{precision} {size}, turns {turns}, triangle {triangle}: [{row},{column}] is {result[row * n + column]}, not {want}");
            }
    }

    static void Run(DeviceCall call, ProductPrecision precision, params float[][] memory)
    {
        var handles = memory.Select(one => GCHandle.Alloc(one, GCHandleType.Pinned)).ToArray();
        var code = new DeviceCode([Text], "Check", [], 1, 1, memory.Length, 0, 1, precision);
        new HostMachine(SharedFloats, backwards: false).Launch(code, call with { Memory = [.. handles.Select((handle, i) => new DeviceMemory(handle.AddrOfPinnedObject(), 0, 0, handle.AddrOfPinnedObject(), memory[i].Length))] }, 1);
        foreach (var handle in handles) handle.Free();
    }

    static float[] Many(int count, Func<float> number) => [.. Enumerable.Range(0, count).Select(_ => number())];

    // To the nearest of 8 bits, ties to even.
    static float Rounded(float x, bool rounds)
    {
        if (!rounds) return x;
        var unit = Math.ScaleB(1, Math.ILogB(x) - 7);
        return x == 0 ? 0 : (float)(Math.Round(x / unit, MidpointRounding.ToEven) * unit);
    }
}
