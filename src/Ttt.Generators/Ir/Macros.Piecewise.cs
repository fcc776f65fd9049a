namespace Ttt.Generators.Ir;

/// <summary>Functions with a kink or a seam, made of max(0, x): where a derivative jumps it is that of Relu, 0 at the kink.</summary>
internal static partial class Macros
{
    public static int Max(GraphBuilder g, int a, int b) => g.Add(a, g.Relu(g.Sub(b, a)));

    public static int Min(GraphBuilder g, int a, int b) => g.Sub(a, g.Relu(g.Sub(a, b)));

    public static int Abs(GraphBuilder g, int x) => g.Named("Abs", g.Add(g.Relu(x), g.Relu(g.Neg(x))), x);

    /// <summary>x where x > 0, else eˣ − 1; min(x, 0) keeps the exponential finite.</summary>
    public static int Elu(GraphBuilder g, int x)
    {
        var positive = g.Relu(x);
        return g.Named("Elu", g.Add(positive, g.AddConst(g.Exp(g.Sub(x, positive)), -1)), x);
    }

    /// <summary>c(x − ½c) with c = x kept between −δ and δ: ½x² inside, δ(|x| − ½δ) outside.</summary>
    public static int Huber(GraphBuilder g, int x, double delta)
    {
        var above = g.Relu(g.AddConst(x, -delta));
        var below = g.Relu(g.AddConst(g.Neg(x), -delta));
        var kept = g.Add(g.Sub(x, above), below);
        return g.Named("Huber", g.Mul(kept, g.Sub(x, g.Scale(0.5, kept))), x);
    }
}
