using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ttt.Cuda;
using Ttt.Layers.Tests.Kernels;
using Xunit.Abstractions;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>The compiler that processors' code comes from takes every kernel: without a warning, and with what threads compute in registers. It needs no processor.</summary>
public class RuntimeCompilerTests(ITestOutputHelper output)
{
    const int Tolerated = 256;

    /// <summary>Every layer at a small size; some at those that are used, for compute capabilities 9.0 and 8.0, whose shared memory they get.</summary>
    public static TheoryData<string, int, int, int, torch.ScalarType> Cases()
    {
        var data = new TheoryData<string, int, int, int, torch.ScalarType>();
        foreach (var name in KernelLayers.Names) data.Add(name, 16, 16, 90, torch.ScalarType.Float32);
        foreach (var name in (string[])["linear", "mlp", "mlp3", "swiglu"])
            foreach (var miniBatch in (int[])[16, 64])
                foreach (var products in (torch.ScalarType[])[torch.ScalarType.Float32, torch.ScalarType.BFloat16]) data.Add(name, 64, miniBatch, 90, products);
        foreach (var headSize in (int[])[48, 96]) data.Add("linear", headSize, 32, 90, torch.ScalarType.Float32);
        data.Add("linear", 64, 16, 80, torch.ScalarType.Float32);
        data.Add("mlp", 64, 16, 80, torch.ScalarType.BFloat16);
        return data;
    }

    [RuntimeCompilerTheory]
    [MemberData(nameof(Cases))]
    public void KernelsCompileWithoutAWarning(string name, int headSize, int miniBatch, int architecture, torch.ScalarType products)
    {
        var (spilling, shared) = (new List<string>(), architecture == 80 ? 163 : 227);
        foreach (var (code, call) in RecordingMachine.Launches(name, new KernelSize(1, headSize, 4 * headSize, miniBatch, 1, miniBatch), shared * 1024 / sizeof(float), products))
        {
            var (text, kernel) = (code.Unit(GraphicsProcessor.Threads), code.Scan.Split('<', ',')[1]);
            var compiled = Compiled(text, architecture, code.Blocks, out var image);
            var figures = string.Create(CultureInfo.InvariantCulture, $"| {name} | {headSize} | {miniBatch} | {products} | {kernel} | {compiled.Registers} | {compiled.SpilledBytes} | {call.SharedFloats / 256.0:0.0} | {call.ScratchFloats / 256.0:0.0} | {compiled.Blocks} | {image / 1024} |");
            output.WriteLine(figures);
            Assert.DoesNotContain("warning", compiled.Report, StringComparison.Ordinal);
            // A block alone has all registers there are: what does not fit then is little.
            if (compiled.SpilledBytes > Tolerated) spilling.Add(figures);
        }
        Assert.Empty(spilling);
    }

    [Fact]
    public void TheCompilerIsLookedForInPackagesOfPython()
    {
        var root = Directory.CreateTempSubdirectory().FullName;
        var wheel = Path.Combine(root, "lib", "python3.12", "site-packages", "nvidia", "cuda_nvrtc", "lib");
        Directory.CreateDirectory(wheel);
        var folders = CompilerFolders.Of(name => name == "VIRTUAL_ENV" ? root : null, native: null).ToList();
        Assert.Contains(wheel, folders);
        Assert.All(folders, folder => Assert.True(Directory.Exists(folder)));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void TheCompilerIsWhereTheUserSaysAndNowhereElse()
    {
        var root = Directory.CreateTempSubdirectory().FullName;
        var (file, own) = (Path.Combine(root, OperatingSystem.IsWindows() ? "nvrtc64_120_0.dll" : "libnvrtc.so.12"), Path.Combine(root, "mine"));
        foreach (var each in (string[])[file, own, Path.Combine(root, "libnvrtc-builtins.so.12.4")]) File.WriteAllText(each, "");
        Assert.Equal([file], CompilerFiles.Of(root));
        Assert.Equal([file], CompilerFiles.Of(file));
        Assert.Equal([own], CompilerFiles.Of(own));
        Assert.Empty(CompilerFiles.Of(Path.Combine(root, "nowhere")));
        Assert.Equal($"TTT_NVRTC is '{root}', a folder without an NVRTC that can be loaded.", CompilerFiles.Missing(root));
        Assert.Equal($"TTT_NVRTC is '{own}', a file that cannot be loaded as NVRTC.", CompilerFiles.Missing(own));
        Assert.StartsWith("TTT_NVRTC is 'libc.so', which is too old or no NVRTC", CompilerFiles.Unfit("libc.so", "No entry."), StringComparison.Ordinal);
        Assert.StartsWith("TTT_NVRTC is 'nowhere', which does not exist", CompilerFiles.Missing("nowhere"), StringComparison.Ordinal);
        Directory.Delete(root, recursive: true);
    }

    // Compilation takes seconds: what the compiler said is kept from run to run.
    static CompiledUnit Compiled(string text, int architecture, int blocks, out long bytes)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{RuntimeCompiler.Version} {architecture} {blocks} {text}")))[..24];
        var file = Path.Combine(Tools.Folder, key + ".nvrtc");
        if (!File.Exists(file))
        {
            var made = RuntimeCompiler.Compile(text, architecture, blocks);
            var own = $"{file}-{Guid.NewGuid():N}";
            File.WriteAllText(own, $"{made.Blocks}\n{made.Image.Length}\n{made.Report}");
            File.Move(own, file, overwrite: true);
        }
        var kept = File.ReadAllText(file).Split('\n', 3);
        bytes = long.Parse(kept[1], CultureInfo.InvariantCulture);
        return new([], kept[2]) { Blocks = int.Parse(kept[0], CultureInfo.InvariantCulture) };
    }
}

/// <summary>A theory that needs NVRTC.</summary>
sealed class RuntimeCompilerTheoryAttribute : TheoryAttribute
{
    public RuntimeCompilerTheoryAttribute() => Skip = Obstacle;

    static string? Obstacle
    {
        get
        {
            try
            {
                return RuntimeCompiler.Version.Length > 0 ? null : "";
            }
            catch (DllNotFoundException)
            {
                return CompilerFiles.Missing(CompilerFiles.Said);
            }
        }
    }
}
