using System.Text.Json;
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

    [PythonTheory]
    [InlineData("--layer linear,foo", "argument --layer: invalid choice: 'foo' (choose from linear, mlp)")]
    [InlineData("--mode eager,complied", "argument --mode: invalid choice: 'complied' (choose from eager, compiled)")]
    [InlineData("--tokens 16,0", "argument --tokens: must be at least 1, not 0")]
    [InlineData("--tokens many", "argument --tokens: invalid int list value: 'many'")]
    public void What_it_cannot_time_is_refused_by_name(string line, string words)
    {
        var (code, said) = Run(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(words, said);
        Assert.DoesNotContain("Traceback", said);
    }

    // Python's max keeps a NaN that comes first and drops another
    [PythonTheory]
    [InlineData(float.NaN, "out.Y")]
    [InlineData(float.NaN, "out.state_full.b1")]
    [InlineData(0.5f, "out.Y")]
    public void A_wrong_number_fails_wherever_it_stands(float number, string tensor)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("wrong.safetensors");
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Golden", "inner_linear_k4_t18.safetensors"));
        var header = BitConverter.ToInt32(bytes);
        using var entries = JsonDocument.Parse(bytes.AsMemory(8, header));
        var start = entries.RootElement.GetProperty(tensor).GetProperty("data_offsets")[0].GetInt32();
        BitConverter.TryWriteBytes(bytes.AsSpan(8 + header + start), number);
        File.WriteAllBytes(file, bytes);
        var right = Path.Combine(Repository.Root, "tests", "Golden", "inner_linear_k1_t12_online.safetensors");
        foreach (string[] files in (string[][])[[file], [right, file], [file, right]])
        {
            var (code, said) = Run(["--check", .. files]);
            Assert.True(code == 1 && said.Contains($"FAIL {file}", StringComparison.Ordinal), said);
        }
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
