using System.Runtime.InteropServices;

namespace Ttt.Models.Tests.Checkpoints;

public sealed class WeightWritingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly float[] Values = [0, -0f, 1, 1.00390625f, 1.01171875f, -3.1415927f, 1e-8f, 6e-8f, 65504, float.NaN, float.PositiveInfinity, 1e-40f, 0.1f, -0.33333334f, 5.9604645e-8f];

    [Fact]
    public void Narrow_types_take_the_nearest_value_of_even_ones_in_a_tie()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (type, decode) in new (SafetensorsType, Func<ushort, double>)[]
                 {
                     (SafetensorsType.BF16, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)), (SafetensorsType.F16, bits => (double)BitConverter.UInt16BitsToHalf(bits)),
                 })
        {
            using var bytes = new MemoryStream();
            FloatBytes.Write(bytes, "x", torch.tensor(Values), type);
            var written = MemoryMarshal.Cast<byte, ushort>(bytes.ToArray()).ToArray();
            var all = Enumerable.Range(0, 1 << 16).Select(bits => ((ushort)bits, Value: decode((ushort)bits))).Where(p => double.IsFinite(p.Value)).ToArray();
            for (var i = 0; i < Values.Length; i++)
            {
                var value = decode(written[i]);
                if (!float.IsFinite(Values[i]))
                    Assert.Equal(Values[i], value);
                else
                {
                    var nearest = all.Min(p => Math.Abs(p.Value - Values[i]));
                    var best = all.Where(p => Math.Abs(p.Value - Values[i]) == nearest).Select(p => p.Item1).ToArray();
                    Assert.Contains(written[i], best);
                    Assert.True(best.Select(b => b & 0x7FFF).Distinct().Count() == 1 || written[i] % 2 == 0);
                }
            }
        }
    }

    [Fact]
    public void What_float16_cannot_hold_is_told()
    {
        using var scope = torch.NewDisposeScope();
        var fault = Assert.Throws<TttException>(() => FloatBytes.Write(new MemoryStream(), "big", torch.tensor([1f, -70000f]), SafetensorsType.F16)).Message;
        Assert.Contains("'big' holds -70000", fault);
    }

    [Fact]
    public void Files_are_cut_by_size_and_read_as_one()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = Enumerable.Range(0, 7).ToDictionary(i => $"t{i}", i => torch.randn(i + 1, 10));
        var entries = tensors.Select(t => new WeightEntry(t.Key, t.Value.shape, SafetensorsType.F32, () => t.Value.clone())).ToArray();
        // 40 80 120 160 200 240 280 bytes
        var files = WeightWriting.Write(folder.Path, entries, 250);
        Assert.Equal(["model-00001-of-00005.safetensors", "model-00002-of-00005.safetensors", "model-00003-of-00005.safetensors", "model-00004-of-00005.safetensors", "model-00005-of-00005.safetensors"], files);
        using var source = SafetensorsSource.Open(WeightFiles.Find(folder.Path)!);
        Assert.Equal(tensors.Keys, source.Names.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in tensors)
            TensorAssert.Close(tensor, source.Read(name), 0);
        Assert.Contains("\"total_size\": 1120", File.ReadAllText(folder.File("model.safetensors.index.json")));
    }

    [Fact]
    public void One_tensor_is_in_memory_at_a_time()
    {
        using var scope = torch.NewDisposeScope();
        var config = new ModelConfig { VocabSize = 11, HiddenSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2 };
        using var model = new LanguageModel(config, 1);
        ModelWeights.Save(model, folder.File("model.safetensors"));
        using var source = new Watched(SafetensorsSource.Open(folder.File("model.safetensors")));
        Assert.True(ModelWeights.Load(model, source).Complete);
        Assert.Equal(source.Names.Count, source.Reads);
        source.Last = null;
        Directory.CreateDirectory(folder.File("out"));
        WeightWriting.Write(folder.File("out"), [.. source.Names.Select(name => new WeightEntry(name, [.. source.Shape(name)], SafetensorsType.BF16, () => source.Read(name)))]);
        Assert.Equal(2 * source.Names.Count, source.Reads);
    }

    // fails where a tensor is asked for while the one before still lives
    sealed class Watched(ITensorSource inner) : ITensorSource
    {
        public Tensor? Last { get; set; }

        public int Reads { get; private set; }

        public string Path => inner.Path;

        public IReadOnlyCollection<string> Names => inner.Names;

        public SafetensorsType Type(string name) => inner.Type(name);

        public IReadOnlyList<long> Shape(string name) => inner.Shape(name);

        public Tensor Read(string name)
        {
            Assert.True(Last is null || Last.IsInvalid, $"the tensor before '{name}' is still in memory");
            Reads++;
            return Last = inner.Read(name);
        }

        public void Dispose() => inner.Dispose();
    }
}
