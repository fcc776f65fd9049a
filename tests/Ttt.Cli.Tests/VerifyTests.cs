namespace Ttt.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    static readonly string Small = Repository.Golden("inner_linear_k16_t7.safetensors");
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_file_of_each_case_passes()
    {
        string[] files = [Small, Repository.Golden("layer_mlp_gateonly_t41.safetensors"), Repository.Golden("lm_linear_untied_k8.safetensors"), Repository.Golden("gen_mlp_mamba_tied.safetensors")];
        var output = Run.Of(["verify", "--summary", .. files]).Succeeds();
        Assert.Contains("4 of 4 files verified", output);
        Assert.All(files, file => Assert.Contains($"ok   {file}", output));
    }

    [Fact]
    public void Every_tensor_has_its_line()
    {
        var output = Run.Of("verify", Small).Succeeds();
        using var reader = new SafetensorsReader(Small);
        foreach (var name in reader.Entries.Keys.Where(n => n.Contains("out.", StringComparison.Ordinal) || n.Contains("grad.", StringComparison.Ordinal)))
            Assert.Matches($@"ok +{System.Text.RegularExpressions.Regex.Escape(name)} +\d\.\de[+-]\d\d", output);
    }

    [Fact]
    public void A_wrong_value_a_missing_and_an_unknown_tensor_fail()
    {
        var wrong = Changed("wrong.safetensors", (name, bytes) => name == "out.Y" ? [.. bytes[..^4], .. BitConverter.GetBytes(9f)] : bytes);
        var run = Run.Of("verify", "--summary", wrong);
        Assert.Equal(1, run.Code);
        Assert.Matches(@"FAIL +out\.Y +\d\.\de[+-]\d\d", run.Out);
        var missing = Run.Of("verify", Changed("missing.safetensors", (name, bytes) => name == "grad.W1" ? null : bytes));
        Assert.Equal(1, missing.Code);
        Assert.Matches(@"FAIL +grad\.W1 .*missing", missing.Out);
        var unknown = Run.Of("verify", Changed("unknown.safetensors", (_, bytes) => bytes, more: "out.Z"));
        Assert.Equal(1, unknown.Code);
        Assert.Matches(@"FAIL +out\.Z .*unknown", unknown.Out);
    }

    [Fact]
    public void An_unusable_file_does_not_hide_the_others()
    {
        var run = Run.Of("verify", "--summary", folder.File("none.safetensors"), Small);
        run.IsRefused("no such file");
        Assert.Contains($"ok   {Small}", run.Out);
        Assert.Contains("1 of 2 files verified", run.Out);
    }

    string Changed(string name, Func<string, byte[], byte[]?> change, string? more = null)
    {
        using var reader = new SafetensorsReader(Small);
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in reader.Metadata)
            writer.Describe(key, value);
        foreach (var entry in reader.Entries.Values)
            if (change(entry.Name, reader.ReadBytes(entry.Name)) is { } bytes)
                writer.Add(entry.Name, entry.Type, [.. entry.Shape], bytes);
        if (more is not null)
            writer.Add(more, [1f, 2f], 2);
        writer.Save(folder.File(name));
        return folder.File(name);
    }
}
