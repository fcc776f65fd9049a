using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>LaCT: its rates, orthogonalised steps, and columns that keep their length.</summary>
public class LargeChunkIdentityTests
{
    const int Hidden = 7;

    static readonly string[] Names = ["Wg", "Wu", "Wd"];
    static readonly double[][,] Start = [Table.Random(5, Hidden, 1), Table.Random(5, Hidden, 2), Table.Random(Hidden, 5, 3)];
    static readonly Tokens Given = Tokens.Random(5, 5) with { Rates = [Between(0.1, 1, 12, 4), Between(0.1, 1, 12, 5), Between(0.1, 1, 12, 6)], Momentum = Constant(0.5, 12) };

    static InnerRun LaCt(int size)
    {
        var run = new InnerRun(new LaCt(new() { Width = 5, Heads = 1, MiniBatchSize = size, Dimensions = new Dictionary<string, int> { ["Hidden"] = Hidden } }));
        for (var n = 0; n < Names.Length; n++) run.Set(Names[n], Start[n]);
        return run;
    }

    static double[,] Step(double[,] q, double[,] k, double[,] v)
    {
        using var run = new InnerRun(new BareMuon(new() { Width = 5, Heads = 1, MiniBatchSize = k.GetLength(0) })).Set("w", Zeros(5, 4));
        return run.Of(new Tokens(q, k, v).With(1)).State["w"];
    }

    [Fact]
    public void J1_ARateForEachMatrix()
    {
        using var run = LaCt(20);
        Slopes.Check(Given, Names, Start, run, (k, v, w) => -Slopes.GatedAnswer(k, w).Select((y, c) => y * v[c]).Sum());
    }

    // The gradient is −KᵀV; keys times P and values times R make it P(−KᵀV)R.
    [Fact]
    public void J4_OrthogonalisationCommutesWithRotations()
    {
        var tokens = Tokens.Random();
        var (p, r) = (Rotation(5, 0.7), Rotation(4, -1.1));
        var expected = Times(Times(p, Step(tokens.Q, tokens.K, tokens.V)), r);
        Equal(expected, Step(tokens.Q, Times(tokens.K, Transposed(p)), Times(tokens.V, r)));
    }

    [Fact]
    public void J5_OrthogonalisationIgnoresTheLength()
    {
        var tokens = Tokens.Random();
        Equal(Step(tokens.Q, tokens.K, tokens.V), Step(tokens.Q, tokens.K, Scaled(37, tokens.V)), 1e-6);
    }

    [Fact]
    public void J6_ColumnsKeepTheirLength()
    {
        using var run = LaCt(4);
        var state = run.Of(Given).State;
        for (var n = 0; n < Names.Length; n++)
        {
            Assert.True(Plus(Start[n], state[Names[n]], -1).Cast<double>().Max(Math.Abs) > 0.05, $"{Names[n]} should have learned");
            Equal(Lengths(Start[n]), Lengths(state[Names[n]]), 1e-4);
        }
    }

    static double[,] Lengths(double[,] w) => Create(1, w.GetLength(1), (_, c) => Math.Sqrt(Enumerable.Range(0, w.GetLength(0)).Sum(i => w[i, c] * w[i, c])));

    /// <summary>A product of plane rotations.</summary>
    static double[,] Rotation(int n, double angle)
    {
        var result = Create(n, n, (i, j) => i == j ? 1 : 0);
        for (var a = 0; a + 1 < n; a++)
        {
            var (plane, turn) = (a, angle + a);
            result = Times(result, Create(n, n, (i, j) => i == j ? i == plane || i == plane + 1 ? Math.Cos(turn) : 1
                : (i, j) == (plane, plane + 1) ? -Math.Sin(turn) : (i, j) == (plane + 1, plane) ? Math.Sin(turn) : 0));
        }
        return result;
    }
}
