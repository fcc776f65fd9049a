using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Breaks a source at random places: what typing, copying and guessing do to a declaration.</summary>
sealed class Mutation(Random random)
{
    static readonly string[] Expressions =
    [
        "x", "1 / 0.0", "double.NaN", "Sum(x)", "x * x", "default", "null", "w0.T", "new Vec<D>(1, 2)", "F(x)", "x[0]", "(x, x)", "Exp(Exp(1))", "x + y", "System.Math.Exp(1)", "NewtonSchulz(w0)", "-x",
        "throw new System.Exception()", "x switch { _ => x }", "(Vec<D>)x", "nameof(x)", "$\"{x}\"", "x => x", "Pow(x, x)", "Huber(x, -1)", "Step(x, x)", "x * 1e308 * 1e308", "Max(x, 0)", "w0 * w0", "x / 0",
        "Hadamard(w0, w0)", "Dot(x, x)", "(1)", "x is null", "x!", "Fn.Nothing(x)", "F", "Sqrt(-1.0) * x", "LayerNorm(x, epsilon: -1)", "Mean(w0)", "x ??= x", "checked(x + x)", "int.MaxValue", "",
    ];

    static readonly string[] Types =
    [
        "int", "Vec<Model>", "Mat<D, D>", "Scalar", "Vec<D>", "Vec<>", "Vec<Vec<D>>", "Mat<D>", "string?", "object", "(Vec<D>, int)", "Vec<D>[]", "dynamic", "T", "void", "ref Vec<D>", "Scalar?", "Hidden", "Vec<int>", "Mat<Hidden, D>", "var",
    ];

    static readonly string[] Attributes =
    [
        "InnerModel", "InnerLoss", "InnerTarget", "FeatureMap", "View(Role.Key)", "View((Role)7)", "InnerRate", "InnerRate(Of = \"w0\")", "Retention", "Momentum(Of = null)", "WindowWeight", "Update", "Update(Of = \"no\")", "Ridge", "Fast", "Slow",
        "Fast(Name = \"\")", "Slow(Init = (Init)9)", "Previous(0)", "Previous(1)", "Previous(-5)", "TttLayer", "TttLayer(MiniBatchSize = 0, Window = -1)", "TttLayer(Solver = InnerSolver.Ridge)", "TttLayer(ReadOut = (ReadOut)5, Mode = 0)", "Missing",
    ];

    /// <summary>One to three changes.</summary>
    public string Break(string source)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
            source = Once(source);
        return source;
    }

    string Once(string source)
    {
        var root = Sources.Tree(source, "").GetRoot();
        var tokens = root.DescendantTokens().Where(t => t.Span.Length > 0).ToArray();
        var token = Any(tokens);
        switch (random.Next(8))
        {
            case 0:
                return Replace(source, token, "");
            case 1:
                return Replace(source, token, token.Text + " " + token.Text);
            case 2:
                var words = tokens.Where(t => char.IsLetter(t.Text[0])).ToArray();
                return Replace(source, Any(words), Any(words).Text);
            case 3:
                return Replace(source, Node<AttributeSyntax>(root), Any(Attributes));
            case 4:
                return Replace(source, Node<TypeSyntax>(root), Any(Types));
            case 5:
                return Replace(source, Node<ParameterSyntax>(root), random.Next(2) == 0 ? "" : Node<ParameterSyntax>(root)?.ToString() ?? "");
            case 6:
                return Replace(source, Node<MemberDeclarationSyntax>(root), random.Next(2) == 0 ? "" : Node<MethodDeclarationSyntax>(root)?.ToString() ?? "");
            default:
                return Replace(source, Node<ExpressionSyntax>(root), Any(Expressions));
        }
    }

    SyntaxNode? Node<T>(SyntaxNode root) where T : SyntaxNode => root.DescendantNodes().OfType<T>().ToArray() is { Length: > 0 } all ? Any(all) : null;

    T Any<T>(T[] all) => all[random.Next(all.Length)];

    static string Replace(string source, SyntaxNodeOrToken? at, string with)
        => at is { Span.Length: > 0 } found ? source.Remove(found.SpanStart, found.Span.Length).Insert(found.SpanStart, with) : source;
}
