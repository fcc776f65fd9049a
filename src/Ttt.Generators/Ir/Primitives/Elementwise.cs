using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>A function of one number, applied to every element.</summary>
internal abstract record Unary : Primitive
{
    public abstract double Apply(double x);

    /// <summary>Cotangent of the operand, from operand <paramref name="x"/>, result <paramref name="y"/> and the result's cotangent.</summary>
    public abstract int? Derivative(GraphBuilder g, int x, int y, int d);

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context) => args[0].Map(Apply);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [Derivative(g, args[0], result, d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            Const c => g.Const(Apply(c.Value), c.Shape),
            Broadcast b => g.Broadcast(g.Make(this, node.Arg(0)), b.Target),
            _ => null,
        };
    }

    public override string Notation(IReadOnlyList<string> args) => $"{Hint}({args[0]})";

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"{GetType().Name}({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.{Hint}()";
}

/// <summary>A function of two numbers, applied elementwise with broadcasting.</summary>
internal abstract record Binary : Primitive
{
    public abstract double Apply(double a, double b);

    /// <summary>Algebra beyond broadcasting; operands are already free of needless broadcasts.</summary>
    protected abstract int? SimplifyOperands(GraphBuilder g, int a, int b, Shape shape);

    protected abstract string Symbol { get; }

    /// <summary>The vector operation of kernels.</summary>
    protected abstract string VectorName { get; }

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override Shape? Infer(IReadOnlyList<Shape> args) => Shape.Broadcast(args[0], args[1]);

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context) => Matrix.Zip(args[0], args[1], Apply);

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var (a, b) = (args[0], args[1]);
        if (Shape.Broadcast(g.ShapeOf(a), g.ShapeOf(b)) is not { } shape)
            return null;
        if (g[a].Op is Broadcast && g[b].Op is Broadcast && Shape.Broadcast(g.ShapeOf(g[a].Arg(0)), g.ShapeOf(g[b].Arg(0))) is not null)
            return g.Broadcast(g.Make(this, g[a].Arg(0), g[b].Arg(0)), shape);
        if (g[a].Op is Broadcast && Shape.Broadcast(g.ShapeOf(g[a].Arg(0)), g.ShapeOf(b)) == shape)
            return g.Make(this, g[a].Arg(0), b);
        if (g[b].Op is Broadcast && Shape.Broadcast(g.ShapeOf(a), g.ShapeOf(g[b].Arg(0))) == shape)
            return g.Make(this, a, g[b].Arg(0));
        if (g.IsConst(a, out var va) && g.IsConst(b, out var vb))
            return g.Const(Apply(va, vb), shape);
        return SimplifyOperands(g, a, b, shape);
    }

    public override string Notation(IReadOnlyList<string> args) => $"{args[0]} {Symbol} {args[1]}";

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"{VectorName}({args[0]}, {args[1]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]} {(Symbol == "∘" ? "*" : Symbol == "−" ? "-" : Symbol)} {args[1]}";
}
