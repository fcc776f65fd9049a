using System.Runtime.InteropServices;

namespace Ttt.Models.Tests.Verification;

public sealed class VerifierTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(GoldenFiles.All), MemberType = typeof(GoldenFiles))]
    public void Every_reference_file_passes(string name)
    {
        var report = Verifier.Verify(GoldenFiles.Find(name));
        Assert.True(report.Passed, string.Join('\n', report.Checks.Where(c => !c.Passed)));
        using var reader = new SafetensorsReader(GoldenFiles.Find(name));
        string[] results = ["out.", "mid.", "grad.", "cache.", "f64."];
        Assert.Equal(reader.Entries.Keys.Where(n => results.Any(r => n.StartsWith(r, StringComparison.Ordinal))).Order(StringComparer.Ordinal), report.Checks.Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("inner_linear_k4_t18", "out.Y")]
    [InlineData("inner_linear_k4_t18", "out.state_tail.W1")]
    [InlineData("inner_linear_k4_t18", "grad.lr")]
    [InlineData("inner_linear_k4_t18", "f64.grad.W1")]
    [InlineData("layer_linear_mamba_t41", "mid.XK")]
    [InlineData("layer_linear_mamba_t41", "grad.conv_k.weight")]
    [InlineData("lm_linear_untied_k8", "mid.hidden.1")]
    [InlineData("lm_linear_untied_k8", "grad.model.embed_tokens.weight")]
    [InlineData("gen_linear_mamba", "cache.after_decode.1.W1_grad")]
    public void A_changed_result_fails_alone(string file, string tensor)
    {
        var path = folder.File("changed");
        GoldenFiles.Copy(file, path, (entry, bytes) =>
        {
            if (entry.Name == tensor)
                Disturb(entry, bytes);
            return (entry.Name, [.. entry.Shape], bytes);
        });
        var report = Verifier.Verify(path);
        Assert.Equal([tensor], report.Checks.Where(c => !c.Passed).Select(c => c.Name));
    }

    [Theory]
    [InlineData("{\"out.Y\": 1e-7}", false)]
    [InlineData("{\"out.Y\": 3e-4}", true)]
    public void A_result_may_be_as_far_off_as_the_file_says_its_own_are(string errors, bool passes)
    {
        var path = folder.File("errors");
        GoldenFiles.Copy("inner_linear_k4_t18", path, (entry, bytes) =>
        {
            if (entry.Name == "out.Y")
                Disturb(entry, bytes);
            return (entry.Name, [.. entry.Shape], bytes);
        }, (k, v) => k == "f32_vs_f64_rel_err" ? errors : v);
        Assert.Equal(passes, Verifier.Verify(path).Passed);
    }

    [Fact]
    public void A_changed_id_fails()
    {
        var path = folder.File("ids");
        GoldenFiles.Copy("gen_linear_mamba", path, (entry, bytes) =>
        {
            if (entry.Name == "out.generated_ids")
                bytes[8 * 7] ^= 1;
            return (entry.Name, [.. entry.Shape], bytes);
        });
        var failed = Verifier.Verify(path).Checks.Single(c => !c.Passed);
        Assert.Equal(("out.generated_ids", 1.0), (failed.Name, failed.Error));
    }

    [Fact]
    public void A_changed_parameter_fails()
    {
        var path = folder.File("parameter");
        GoldenFiles.Copy("layer_linear_transformer_t48", path, (entry, bytes) =>
        {
            if (entry.Name == "param.ttt_norm_bias")
                Disturb(entry, bytes);
            return (entry.Name, [.. entry.Shape], bytes);
        });
        Assert.False(Verifier.Verify(path).Passed);
    }

    [Theory]
    [InlineData("inner_linear_k4_t18", "in.lr")]
    [InlineData("inner_linear_k4_t18", "out.Y")]
    [InlineData("inner_linear_k4_t18", "out.state_after_each.b1")]
    [InlineData("inner_linear_k4_t18", "grad.b1")]
    [InlineData("layer_linear_transformer_t48", "mid.XQ")]
    [InlineData("gen_linear_transformer", "cache.after_prefill.1.W1_grad")]
    public void A_missing_tensor_fails(string file, string tensor)
    {
        var path = folder.File("missing");
        GoldenFiles.Copy(file, path, (entry, bytes) => entry.Name == tensor ? null : (entry.Name, [.. entry.Shape], bytes));
        Assert.Equal([(tensor, "missing in the file")], Verifier.Verify(path).Checks.Where(c => !c.Passed).Select(c => (c.Name, c.Fault)));
    }

    [Fact]
    public void A_whole_kind_of_result_may_be_left_out()
    {
        var path = folder.File("fewer");
        GoldenFiles.Copy("inner_linear_k4_t18", path, (entry, bytes) => entry.Name.Contains("grad.") ? null : (entry.Name, [.. entry.Shape], bytes));
        Assert.True(Verifier.Verify(path).Passed);
    }

    [Theory]
    [InlineData("out.state_fulls.W1", "did you mean 'out.state_full.W1'")]
    [InlineData("grad.other", "unknown")]
    [InlineData("in.other", "unknown")]
    [InlineData("other", "unknown")]
    public void An_unknown_tensor_fails(string tensor, string message)
    {
        var path = folder.File("unknown");
        GoldenFiles.Copy("inner_linear_k4_t18", path, (entry, bytes) => (entry.Name, [.. entry.Shape], bytes), add: writer => writer.Add(tensor, [1f], 1));
        var failed = Verifier.Verify(path).Checks.Single(c => !c.Passed);
        Assert.Equal(tensor, failed.Name);
        Assert.Contains(message, failed.Fault);
    }

    [Theory]
    [InlineData("param.W1", null, "missing tensor: W1")]
    [InlineData("param.W1", "param.W7", "unexpected tensor: param.W7")]
    public void Parameters_must_fit(string tensor, string? renamed, string message)
    {
        var path = folder.File("parameters");
        GoldenFiles.Copy("inner_linear_k4_t18", path, (entry, bytes) => entry.Name != tensor ? (entry.Name, [.. entry.Shape], bytes) : renamed is null ? null : (renamed, [.. entry.Shape], bytes));
        Assert.Contains(message, Assert.Throws<TttException>(() => Verifier.Verify(path)).Message);
    }

    [Theory]
    [InlineData("case", "\"inner\"", "unknown case")]
    [InlineData("config", "{\"type\": \"linera\", \"num_heads\": 2, \"head_dim\": 16, \"mini_batch_size\": 4}", "there is no layer 'linera'")]
    [InlineData("config", "{\"typ\": \"linear\"}", "did you mean 'type'")]
    [InlineData("f32_vs_f64_rel_err", "{\"out.Y\": \"small\"}", "'f32_vs_f64_rel_err' is not an object of numbers")]
    public void Metadata_must_make_sense(string key, string value, string message)
    {
        var path = folder.File("metadata");
        GoldenFiles.Copy("inner_linear_k4_t18", path, (entry, bytes) => (entry.Name, [.. entry.Shape], bytes), (k, v) => k == key ? value : v);
        Assert.Contains(message, Assert.Throws<TttException>(() => Verifier.Verify(path)).Message);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        var path = folder.File("other");
        new SafetensorsWriter().Add("x", [1f], 1).Save(path);
        Assert.Contains("not a reference file", Assert.Throws<TttException>(() => Verifier.Verify(path)).Message);
    }

    // one value off by a thousandth of the largest
    static void Disturb(SafetensorsEntry entry, byte[] bytes)
    {
        if (entry.Type == SafetensorsType.F64)
        {
            var wide = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
            wide[wide.Length / 2] += 1e-3 * wide.ToArray().Max(Math.Abs);
            return;
        }
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        values[values.Length / 2] += 1e-3f * values.ToArray().Max(Math.Abs);
    }
}
