using System.Text.RegularExpressions;

namespace Ttt.Cli.Tests;

/// <summary>Tensors are made where the others are. No machine with a second device is needed to see it: the sources say so.</summary>
public sealed partial class DeviceTests
{
    // memory of the CPU on purpose, or weights, which move with their model
    static readonly string[] OnTheCpu =
    [
        "Ttt.Layers/Fused/", "Ttt.Layers/Kernels/", "Ttt.Layers/State/RecentRows.cs", "Ttt.Layers/State/StateFile.cs", "Ttt.Layers/Layer/TttLayer.Token.cs", "Ttt.Layers/Layer/ParameterFactory.cs",
        "Ttt.Models/Files/", "Ttt.Models/Checkpoints/", "Ttt.Models/Inspection/SequenceBytes.cs", "Ttt.Models/Inspection/InnerLossFunction.cs", "Ttt.Models/Modules/RmsNorm.cs",
        "Ttt.Models/Mixers/Attention/DecodeKernel.cs", "Ttt.Models/Mixers/Mamba/SelectiveKernels.cs", "Ttt.Models/Mixers/Mamba/SiluConvolutionKernels.cs", "Ttt.Models/Mixers/Mamba/StepProjection.cs",
    ];

    static string Source => Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Files => [.. new[] { "Ttt.Layers", "Ttt.Models" }
        .SelectMany(project => Directory.GetFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Source, path).Replace('\\', '/')).Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !OnTheCpu.Any(path.StartsWith))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_tensor_is_made_on_a_device_that_is_named(string file)
    {
        var text = File.ReadAllText(Path.Combine(Source, file));
        foreach (Match call in Making().Matches(text))
        {
            // weights are made in a lambda that the factory calls
            var inFactory = text[..call.Index].Split('\n')[^1].Contains("ParameterFactory.Register(", StringComparison.Ordinal);
            Assert.True(inFactory || Arguments(text, call.Index + call.Length).Contains("device: ", StringComparison.Ordinal), $"{file}: {call.Value}{Arguments(text, call.Index + call.Length)})");
        }
    }

    [Fact]
    public void What_is_left_out_exists() =>
        Assert.All(OnTheCpu, path => Assert.True(File.Exists(Path.Combine(Source, path)) || Directory.Exists(Path.Combine(Source, path)), path));

    static string Arguments(string text, int start)
    {
        var (at, open) = (start, 1);
        for (; open > 0; at++)
            open += text[at] is '(' ? 1 : text[at] is ')' ? -1 : 0;
        return text[start..(at - 1)];
    }

    [GeneratedRegex(@"torch\.(tensor|zeros|ones|empty|full|arange|rand|randn|randint|eye|linspace|from_array)\(")]
    private static partial Regex Making();
}
