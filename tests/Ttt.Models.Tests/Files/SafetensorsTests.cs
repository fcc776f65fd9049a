using System.Buffers.Binary;
using System.Text;

namespace Ttt.Models.Tests.Files;

public sealed class SafetensorsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = folder.File("a.safetensors");
        new SafetensorsWriter().Describe("note", "ä \"quoted\"").Add("f", [1f, -2.5f, float.NaN], 3).Add("d", [0.1, 1e300], 1, 2)
            .Add("i", [long.MinValue, 7], 2, 1).Add("b", SafetensorsType.Bool, [3], [1, 0, 1]).Add("scalar", [4f]).Add("empty", Array.Empty<float>(), 0, 5).Save(path);
        using var reader = new SafetensorsReader(path);
        Assert.Equal("ä \"quoted\"", reader.Metadata["note"]);
        Assert.Equal([1f, -2.5f, float.NaN], reader.ReadSingles("f"));
        Assert.Equal([0.1, 1e300], reader.ReadDoubles("d"));
        Assert.Equal([1L, 2L], reader.Entry("d").Shape);
        Assert.Equal([long.MinValue, 7L], reader.ReadInt64s("i"));
        Assert.Equal([1L, 0L, 1L], reader.ReadInt64s("b"));
        Assert.Empty(reader.Entry("scalar").Shape);
        Assert.Empty(reader.ReadSingles("empty"));
        Assert.Equal(0, (reader.Entry("d").Begin | reader.Entry("i").Begin) % 8);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Narrow_types_widen_exactly()
    {
        var path = folder.File("n.safetensors");
        new SafetensorsWriter().Add("h", SafetensorsType.F16, [2], [0x00, 0x3C, 0x01, 0x80]).Add("b", SafetensorsType.BF16, [2], [0x80, 0x3F, 0x49, 0xC0])
            .Add("i", SafetensorsType.I32, [1], [0xFE, 0xFF, 0xFF, 0xFF]).Save(path);
        using var reader = new SafetensorsReader(path);
        Assert.Equal([1f, -5.9604645e-8f], reader.ReadSingles("h"));
        Assert.Equal([1f, -3.140625f], reader.ReadSingles("b"));
        Assert.Equal([1.0, -3.140625], reader.ReadDoubles("b"));
        Assert.Equal([-2L], reader.ReadInt64s("i"));
        Assert.Contains("BF16", Assert.Throws<TttException>(() => reader.ReadInt64s("b")).Message);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes()
    {
        string[] paths = [folder.File("1"), folder.File("2")];
        new SafetensorsWriter().Add("x", [1f], 1).Add("y", [2L], 1).Describe("a", "1").Describe("b", "2").Save(paths[0]);
        new SafetensorsWriter().Describe("b", "2").Describe("a", "1").Add("y", [2L], 1).Add("x", [1f], 1).Save(paths[1]);
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "is not JSON")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", "needs dtype, shape and data_offsets")]
    [InlineData("""{"x":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 'Q7'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "shape is not a list of sizes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "begin ≤ end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes, data_offsets give 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "listed twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlaps tensor 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "belong to no tensor")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "truncated file")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes after tensor 'x' belong to no tensor")]
    [InlineData("""{"__metadata__":{"a":1}}""", "metadata 'a' is not a string")]
    public void A_bad_header_is_refused(string header, string message)
    {
        var path = Write(header, new byte[8]);
        var fault = Assert.Throws<TttException>(() => new SafetensorsReader(path));
        Assert.Contains(message, fault.Message);
        Assert.StartsWith(path, fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var path = folder.File("t");
        new SafetensorsWriter().Add("x", [1f, 2f], 2).Save(path);
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<TttException>(() => new SafetensorsReader(path));
        }
    }

    [Fact]
    public void A_missing_file_and_a_wrong_name_say_so()
    {
        Assert.Contains("no such file", Assert.Throws<TttException>(() => new SafetensorsReader(folder.File("none"))).Message);
        var path = folder.File("x");
        new SafetensorsWriter().Add("model.norm.weight", [1f], 1).Save(path);
        using var reader = new SafetensorsReader(path);
        Assert.Contains("did you mean 'model.norm.weight'?", Assert.Throws<TttException>(() => reader.ReadSingles("model.norm.wieght")).Message);
    }

    [Fact]
    public void A_failing_write_leaves_the_old_file()
    {
        var path = folder.File("keep");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    string Write(string header, byte[] data)
    {
        var path = folder.File("bad");
        var json = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        File.WriteAllBytes(path, [.. prefix, .. json, .. data]);
        return path;
    }
}
