using Ttt.Layers.Tests.Cuda;

namespace Ttt.Cli.Tests;

/// <summary>The reference in PyTorch, on a stand-in of PyTorch in plain Python.</summary>
public class PyTorchReferenceTests
{
    static readonly string? Python = Tools.Find(["python3"], static file => Tools.Run(file, "-c", "import sys; assert sys.version_info >= (3, 8)").Code == 0);

    static string Script => Path.Combine(Repository.Root, "benchmarks", "pytorch", "ttt_reference.py");

    [PythonTheory]
    [InlineData("inner_linear_k16_t7")]
    [InlineData("inner_linear_k1_t12_online")]
    [InlineData("inner_linear_k4_t18")]
    [InlineData("inner_mlp_k1_t12_online")]
    [InlineData("inner_mlp_k4_t18")]
    public void Its_formulas_give_the_authors_numbers(string file)
    {
        var (code, said) = Run("--check", Path.Combine(Repository.Root, "tests", "Golden", file + ".safetensors"));
        Assert.True(code == 0 && said.StartsWith("ok  ", StringComparison.Ordinal), said);
    }

    [PythonTheory]
    [InlineData("--help", 0, "--decode-batch")]
    [InlineData("--dtype fp64", 2, "invalid choice")]
    public void It_says_what_it_takes(string line, int code, string word)
    {
        var (found, said) = Run(line.Split(' '));
        Assert.Equal(code, found);
        Assert.Contains(word, said);
    }

    internal static string? Obstacle => Python is null ? "There is no python3." : null;

    static (int Code, string Said) Run(params string[] arguments)
        => Tools.Run(Python!, ["-B", "-c", $"import sys; sys.path.insert(0, {Quoted(Path.Combine(Repository.Root, "tests", "Ttt.Cli.Tests", "Python"))}); sys.path.insert(0, {Quoted(Path.GetDirectoryName(Script)!)}); import ttt_reference; sys.exit(ttt_reference.main())", .. arguments]);

    static string Quoted(string path) => $"r'{path}'";
}

/// <summary>A theory that needs Python.</summary>
sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = PyTorchReferenceTests.Obstacle;
}
