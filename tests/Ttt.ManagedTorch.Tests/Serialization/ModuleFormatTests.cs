using TorchSharp;
using TorchSharp.Modules;
using Ttt.ManagedTorch.Tests.Modules;
using static TorchSharp.torch;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Serialization;

public class ModuleFormatTests
{
    sealed class Tiny : nn.Module<Tensor, Tensor>
    {
        readonly Parameter w;
        readonly Tensor count;

        public Tiny(float[] values, long number) : base(nameof(Tiny))
        {
            w = new Parameter(tensor(values, [1, values.Length]));
            count = tensor(number);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input * w + count;
    }

    // Two entries; "w": type 6 (Float32), rank 2, sizes 1 and 2; "count": type 4 (Int64), rank 0.
    static readonly byte[] Expected =
    [
        2,
        1, (byte)'w', 6, 2, 1, 2, 0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x00, 0xC0,
        5, (byte)'c', (byte)'o', (byte)'u', (byte)'n', (byte)'t', 4, 0, 0x2C, 0x01, 0, 0, 0, 0, 0, 0,
    ];

    static byte[] Bytes(nn.Module module, IList<string>? skip = null)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        module.save(writer, skip);
        return stream.ToArray();
    }

    [Fact]
    public void Is_byte_for_byte_the_documented_format()
    {
        using var module = new Tiny([1.5f, -2], 300);
        Assert.Equal(Expected, Bytes(module));
        using var other = new Tiny([0, 0], 0);
        other.load(new MemoryStream(Expected));
        Given.Close([1.5, -2], other.get_parameter("w")!);
        Assert.Equal(300, other.get_buffer("count")!.item<long>());
    }

    [Fact]
    public void Sizes_above_127_take_two_bytes()
    {
        using var module = new Tiny(new float[200], 0);
        Assert.Equal(new byte[] { 2, 1, (byte)'w', 6, 2, 1, 0xC8, 0x01 }, Bytes(module)[..8]);
    }

    [Fact]
    public void Round_trip_through_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var first = new Stack(5, 2);
            using var second = new Stack(5, 2);
            first.save(path);
            var loaded = new Dictionary<string, bool>();
            Assert.Same(second, second.load(path, loadedParameters: loaded));
            foreach (var (name, tensor) in first.state_dict())
                Given.Close(tensor, second.state_dict()[name], 0);
            Assert.All(loaded.Values, Assert.True);
            Assert.Equal(first.state_dict().Count, loaded.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Skipped_and_unknown_entries()
    {
        using var source = new Tiny([1, 2], 7);
        using var target = new Tiny([3, 4], 8);
        target.load(new MemoryStream(Bytes(source)), skip: ["w"]);
        Given.Close([3, 4], target.get_parameter("w")!);
        Assert.Equal(7, target.get_buffer("count")!.item<long>());
        using var less = nn.Linear(2, 1, hasBias: false);
        Assert.Throws<ArgumentException>(() => less.load(new MemoryStream(Bytes(source))));
        less.load(new MemoryStream(Bytes(source)), strict: false);
        Assert.Equal([1, .. "\u0005count"u8.ToArray()], Bytes(source, skip: ["w"])[..7]);
    }

    [Fact]
    public void Other_shapes_types_and_truncated_data_are_refused()
    {
        using var source = new Tiny([1, 2], 7);
        using var longer = new Tiny([1, 2, 3], 7);
        Assert.Contains("shape", Assert.Throws<ArgumentException>(() => longer.load(new MemoryStream(Bytes(source)))).Message);
        using var typed = new Tiny([1, 2], 7).to(ScalarType.Float64);
        Assert.Contains("types", Assert.Throws<ArgumentException>(() => typed.load(new MemoryStream(Bytes(source)))).Message);
        Assert.Throws<EndOfStreamException>(() => source.load(new MemoryStream(Expected[..^1])));
        Assert.Throws<FileNotFoundException>(() => source.load("no such file"));
    }

    [Fact]
    public void State_dictionaries_are_compared_by_name()
    {
        using var source = new Tiny([1, 2], 7);
        using var target = new Tiny([3, 4], 8);
        var state = source.state_dict();
        Assert.Equal(["w", "count"], state.Keys);
        target.load_state_dict(state);
        Given.Close([1, 2], target.get_parameter("w")!);
        state.Remove("w");
        state["x"] = ones(1);
        Assert.Throws<InvalidOperationException>(() => target.load_state_dict(state));
        var (missing, unexpected) = target.load_state_dict(state, strict: false);
        Assert.Equal(["w"], missing);
        Assert.Equal(["x"], unexpected);
        target.load_state_dict(state, skip: ["w", "x"]);
        Assert.True(target.get_parameter("w")!.requires_grad);
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous()
    {
        using var scope = NewDisposeScope();
        var matrix = Given.Tensor([3, 4], 1);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        matrix.t().Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Given.Close(matrix.t(), TensorExtensionMethods.Load(reader), 0);
        stream.Position = 0;
        var target = zeros(3, 4, dtype: ScalarType.Float64);
        target.t().Load(reader);
        Given.Close(matrix, target, 0);
    }
}
