using Ttt.CodeFixes.Tests.TestKit;

namespace Ttt.CodeFixes.Tests;

/// <summary>Every fix turns a declaration that is refused into one that compiles and is not.</summary>
public class CodeFixTests
{
    const string Head = "using System;\nusing Ttt;\nusing static Ttt.Fn;\n\nnamespace My;\n\n";

    [Fact]
    public Task ClassBecomesPartial() => Fixes(
        new MakePartialFix(), "Make 'Memory' partial",
        """
        /// <summary>A layer.</summary>
        [TttLayer]
        public sealed class Memory // sealed
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
        }
        """,
        "public sealed class", "public sealed partial class");

    [Fact]
    public Task ClassWithoutModifiersBecomesPartial() => Fixes(
        new MakePartialFix(), "Make 'Memory' partial",
        """
        [TttLayer]
        // The smallest one.
        class Memory
        {
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;
        }
        """,
        "class Memory", "partial class Memory");

    [Fact]
    public Task MethodBecomesStatic() => Fixes(
        new MakeStaticFix(), "Make 'F' static",
        """
        [TttLayer]
        public sealed partial class Memory
        {
            [InnerModel]
            Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
        }
        """,
        "    Vec<D> F", "    static Vec<D> F");

    [Theory]
    [InlineData("Fast", "changed by inner gradient steps")]
    [InlineData("Slow", "learned outside only")]
    public Task ParameterIsMarked(string kind, string meaning) => Fixes(
        new MarkWeightFix(), $"Mark 'b' with [{kind}] ({meaning})",
        """
        [TttLayer]
        public sealed partial class Memory
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, Vec<D> b) => x + Tanh(x * w + b);
        }
        """,
        "Vec<D> b)", $"[{kind}] Vec<D> b)");

    [Theory]
    [InlineData("Math.Tanh(Mean(x).Value)", "Fn.Tanh(Mean(x))")]
    [InlineData("MathF.Exp(1)", "Fn.Exp(1)")]
    [InlineData("System.Math.Sqrt(Math.PI)", "Fn.Sqrt(Math.PI)")]
    public Task MathBecomesFn(string before, string after) => Fixes(
        new UseFunctionFix(), $"Use '{after[..after.IndexOf('(')]}'",
        $$"""
        [TttLayer]
        public sealed partial class Memory
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w) * {{before}};
        }
        """,
        before, after);

    [Fact]
    public Task DimensionIsDeclared() => Fixes(
        new DeclareDimensionFix(), "Declare the dimension 'Rank'",
        """
        [TttLayer]
        public sealed partial class Memory
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, Rank> w, [Fast] Mat<Rank, D> u) => x + Tanh(x * w) * u;
        }

        """,
        "* u;\n}\n", "* u;\n}\n\n[Dimension(Size = 8)]\npublic readonly struct Rank : IDim;\n");

    [Fact]
    public async Task DimensionOfAnotherFileGetsASize()
    {
        const string Layer = Head + "[TttLayer] partial class Memory { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, Rank> w, [Fast] Mat<Rank, D> u) => Tanh(x * w) * u; }\n";
        var files = await Fixing.FixAsync(new SizeDimensionFix(), "Give 'Rank' a default size", Layer, "using Ttt;\n\nnamespace My;\n\n/// <summary>Small.</summary>\nreadonly struct Rank : IDim;\n");
        Assert.Equal([Layer, "using Ttt;\n\nnamespace My;\n\n/// <summary>Small.</summary>\n[Dimension(Size = 8)]\nreadonly struct Rank : IDim;\n"], files);
    }

    [Theory]
    [InlineData("Slow")]
    [InlineData("Fast")]
    public async Task UnusedWeightIsRemovedAndItsArguments(string kind)
    {
        var files = await Fixing.FixAsync(
            new RemoveParameterFix(), "Remove 'b'",
            Head + $$"""
            [TttLayer]
            public sealed partial class Memory
            {
                [InnerModel]
                public static Vec<D> F(Vec<D> x, [{{kind}}] Vec<D> b, [Fast] Mat<D, D> w) => x + Tanh(x * w);

                public static Vec<D> Twice(Vec<D> x, Mat<D, D> w) => F(F(x, x, w), b: x, w: w);
            }
            """,
            "using Ttt;\n\nstatic class User { public static Vec<D> G(Vec<D> x, Mat<D, D> w) => My.Memory.F(x, x, w); }\n");
        Assert.Contains("static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);", files[0]);
        Assert.Contains("=> F(F(x, w), w: w);", files[0]);
        Assert.Contains("=> My.Memory.F(x, w);", files[1]);
    }

    [Fact]
    public Task MethodThatCouldBeItIsMarkedAsInnerModel() => Fixes(
        new InnerModelFix(), "Mark 'F' with [InnerModel]",
        """
        [TttLayer]
        public sealed partial class Memory
        {
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
        }
        """,
        "    static", "    [InnerModel]\n    static");

    const string Skeleton = "    [InnerModel]\n    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b) => x + LayerNorm(x * w + b);\n";

    [Theory]
    [InlineData(Head + "[TttLayer]\npublic sealed partial class Memory\n{\n}\n", Head + "[TttLayer]\npublic sealed partial class Memory\n{\n" + Skeleton + "}\n")]
    [InlineData(Head + "[TttLayer]\npublic sealed partial class Memory;\n", Head + "[TttLayer]\npublic sealed partial class Memory\n{\n" + Skeleton + "}\n")]
    [InlineData(
        "using System;\n\n[Ttt.TttLayer]\npartial class Memory\n{\n    static int G() => 1;\n}\n",
        "using System;\nusing Ttt;\nusing static Ttt.Fn;\n\n[Ttt.TttLayer]\npartial class Memory\n{\n" + Skeleton + "\n    static int G() => 1;\n}\n")]
    public async Task InnerModelIsInserted(string before, string after)
        => Assert.Equal(after, Assert.Single(await Fixing.FixAsync(new InnerModelFix(), "Insert an inner model", before)));

    static async Task Fixes(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider fix, string title, string source, string before, string after)
    {
        Assert.Contains(before, source);
        Assert.Equal(Head + source.Replace(before, after), Assert.Single(await Fixing.FixAsync(fix, title, Head + source)));
    }
}
