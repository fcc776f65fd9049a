using System.Buffers.Binary;
using System.Text;
using Ttt.Models.Tests.Verification;

namespace Ttt.Models.Tests.Checkpoints;

/// <summary>Files in the JAX trainer's format, written here by hand: axes by index, MessagePack byte by byte.</summary>
public sealed class JaxStreamTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Dictionary<string, string> Within = new()
    {
        ["seq_norm.weight"] = "seq_norm kernel",
        ["ffn_norm.weight"] = "ffn_norm kernel",
        ["mlp.gate_proj.weight"] = "feed_forward w1 kernel",
        ["mlp.down_proj.weight"] = "feed_forward w2 kernel",
        ["mlp.up_proj.weight"] = "feed_forward w3 kernel",
        ["conv.norm.weight"] = "conv conv_norm kernel",
        ["conv.conv.weight"] = "conv conv1 kernel",
        ["conv.conv.bias"] = "conv conv1 bias",
        ["seq_modeling_block.q_proj.weight"] = "seq_modeling_block wq kernel",
        ["seq_modeling_block.v_proj.weight"] = "seq_modeling_block wv kernel",
        ["seq_modeling_block.o_proj.weight"] = "seq_modeling_block wo kernel",
        ["seq_modeling_block.g_proj.weight"] = "seq_modeling_block wg kernel",
        ["seq_modeling_block.conv_q.weight"] = "seq_modeling_block conv_q kernel",
        ["seq_modeling_block.conv_k.weight"] = "seq_modeling_block conv_k kernel",
        ["seq_modeling_block.conv_q.bias"] = "seq_modeling_block conv_q bias",
        ["seq_modeling_block.conv_k.bias"] = "seq_modeling_block conv_k bias",
        ["seq_modeling_block.W1"] = "seq_modeling_block ttt_dense_0",
        ["seq_modeling_block.b1"] = "seq_modeling_block ttt_bias_0",
        ["seq_modeling_block.ttt_norm_weight"] = "seq_modeling_block ttt_norm/scale",
        ["seq_modeling_block.ttt_norm_bias"] = "seq_modeling_block ttt_norm/bias",
        ["seq_modeling_block.learnable_ttt_lr_weight"] = "seq_modeling_block learnable_ttt_lr/kernel",
        ["seq_modeling_block.learnable_ttt_lr_bias"] = "seq_modeling_block learnable_ttt_lr/bias",
        ["seq_modeling_block.learnable_token_idx"] = "seq_modeling_block learnable_token_idx",
        ["seq_modeling_block.post_norm.weight"] = "seq_modeling_block post_norm scale",
        ["seq_modeling_block.post_norm.bias"] = "seq_modeling_block post_norm bias",
    };

    static string[] Path(string official) => official switch
    {
        "model.embed_tokens.weight" => ["model", "wte", "embedding"],
        "model.norm.weight" => ["model", "ln_f", "kernel"],
        _ => ["model", "h", official.Split('.')[2], .. Within[string.Join('.', official.Split('.')[3..])].Split(' ')],
    };

    // [out, in] to [in, out], [channels, 1, taps] to [taps, 1, channels], [heads, 1, width] to [heads, width, 1]
    static (long[] Shape, float[] Values) Axes(string official, long[] shape, float[] values)
    {
        if (official.EndsWith("_proj.weight", StringComparison.Ordinal))
            return ([shape[1], shape[0]], [.. Enumerable.Range(0, values.Length).Select(i => values[i % (int)shape[0] * (int)shape[1] + i / (int)shape[0]])]);
        if (official.Contains("conv", StringComparison.Ordinal) && shape.Length == 3)
            return ([shape[2], 1, shape[0]], [.. Enumerable.Range(0, values.Length).Select(i => values[i % (int)shape[0] * (int)shape[2] + i / (int)shape[0]])]);
        return official.EndsWith("lr_weight", StringComparison.Ordinal) ? ([shape[0], shape[2], 1], values) : (shape, values);
    }

    static byte[] Pack(string[] path, long[] shape, float[] values, string type)
    {
        using var array = new MemoryStream();
        array.WriteByte(0x93);
        array.WriteByte((byte)(0x90 + shape.Length));
        foreach (var size in shape)
            array.Write(size < 128 ? [(byte)size] : [0xCD, (byte)(size >> 8), (byte)size]);
        Text(array, type);
        var bytes = type == "float32" ? values.SelectMany(BitConverter.GetBytes).ToArray()
            : values.SelectMany(v => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))).ToArray();
        Bytes(array, bytes);
        using var value = new MemoryStream();
        value.WriteByte(0xC9);
        value.Write(BigEndian((int)array.Length));
        value.WriteByte(1);
        array.WriteTo(value);
        using var pair = new MemoryStream();
        pair.WriteByte(0x92);
        pair.WriteByte((byte)(0x90 + path.Length));
        foreach (var part in path)
            Text(pair, part);
        Bytes(pair, value.ToArray());
        return pair.ToArray();
    }

    static void Text(Stream stream, string text)
    {
        stream.Write(text.Length < 32 ? [(byte)(0xA0 + text.Length)] : [0xD9, (byte)text.Length]);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    static void Bytes(Stream stream, byte[] bytes)
    {
        stream.Write([bytes.Length < 256 ? (byte)0xC4 : (byte)0xC6]);
        stream.Write(bytes.Length < 256 ? [(byte)bytes.Length] : BigEndian(bytes.Length));
        stream.Write(bytes);
    }

    static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    string Write(string type, params string[] prefix)
    {
        using var reader = new SafetensorsReader(GoldenFiles.Find("lm_linear_mamba"));
        using var stream = File.Create(folder.File("streaming_params"));
        if (prefix.Length > 0)
            stream.Write(Pack(["opt_state", "0", "mu"], [2], [1, 2], "float32"));
        foreach (var entry in reader.Entries.Values.Where(e => e.Name.StartsWith("param.", StringComparison.Ordinal)))
        {
            var official = entry.Name["param.".Length..];
            var (shape, values) = Axes(official, [.. entry.Shape], reader.ReadSingles(entry.Name));
            stream.Write(Pack([.. prefix, .. Path(official)], shape, values, type));
        }
        ReleasedFolder.Write("lm_linear_mamba", folder.File("released"));
        return folder.File("streaming_params");
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float32", "params", "params")]
    [InlineData("bfloat16", "params")]
    public void Parameters_come_under_their_official_names_with_axes_as_there(string type, params string[] prefix)
    {
        using var scope = torch.NewDisposeScope();
        using var jax = ModelFolder.Open(Write(type, prefix), folder.File("released/config.json"));
        Assert.True(jax.Compare().Complete);
        using var released = ModelFolder.Open(folder.File("released"));
        foreach (var name in jax.Weights.Names)
            TensorAssert.Close(released.Weights.Read(name), jax.Weights.Read(name), type == "float32" ? 0 : 0.02);
        if (type != "float32")
            return;
        ModelExport.Write(jax, folder.File("out"), new());
        using var a = CheckpointFolder.LoadModel(folder.File("out"));
        using var b = CheckpointFolder.LoadModel(folder.File("released"));
        var ids = TensorAssert.Ids(1, 256, 1, 20);
        TensorAssert.Close(b.call(ids), a.call(ids), 0);
    }

    [Fact]
    public void Every_truncation_and_many_flips_are_one_clear_error_or_other_values()
    {
        var bytes = Pack(["model", "wte", "embedding"], [3, 2], [1, 2, 3, 4, 5, 6], "float32").Concat(Pack(["lm_head", "kernel"], [2], [1, 2], "bfloat16")).ToArray();
        var path = folder.File("s");
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            if (length != Pack(["model", "wte", "embedding"], [3, 2], [1, 2, 3, 4, 5, 6], "float32").Length)
                Assert.Throws<TttException>(() => new JaxStream(path));
        }
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, damaged);
            try
            {
                using var source = new JaxStream(path);
                foreach (var name in source.Names)
                    source.Read(name).Dispose();
            }
            catch (TttException)
            {
            }
        }
    }
}
