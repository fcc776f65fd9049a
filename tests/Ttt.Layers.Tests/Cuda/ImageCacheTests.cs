using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Compiled kernels on disk.</summary>
public sealed class ImageCacheTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("ttt-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AnImageIsMadeOnce()
    {
        Assert.Equal([1, 2, 3], ImageCache.GetOrMake(folder, "key", () => [1, 2, 3]));
        Assert.Equal([1, 2, 3], ImageCache.GetOrMake(folder, "key", () => throw new InvalidOperationException()));
        Assert.Equal([4], ImageCache.GetOrMake(folder, "another key", () => [4]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(34)]
    public void AnImageThatWasCutIsMadeAgainAndRepaired(int bytes)
    {
        ImageCache.GetOrMake(folder, "key", () => [1, 2, 3]);
        var file = Assert.Single(Directory.GetFiles(folder));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..bytes]);
        Assert.Equal([5, 6], ImageCache.GetOrMake(folder, "key", () => [5, 6]));
        Assert.Equal([5, 6], ImageCache.GetOrMake(folder, "key", () => throw new InvalidOperationException()));
    }

    [Fact]
    public void AnImageWithAnotherByteIsMadeAgain()
    {
        ImageCache.GetOrMake(folder, "key", () => [1, 2, 3]);
        var file = Assert.Single(Directory.GetFiles(folder));
        var bytes = File.ReadAllBytes(file);
        bytes[1]++;
        File.WriteAllBytes(file, bytes);
        Assert.Equal([1, 2, 3], ImageCache.GetOrMake(folder, "key", () => [1, 2, 3]));
    }

    [Fact]
    public void AFolderThatIsAFileOnlyCostsTimeUnlessImagesAreMadeToBeKept()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal([1], ImageCache.GetOrMake(file, "key", () => [1]));
        Assert.Contains($"cannot be kept in {file}; TTT_CUDA_CACHE", Assert.Throws<DeviceException>(() => ImageCache.CheckFolder(file)).Message);
        ImageCache.CheckFolder(Path.Combine(folder, "new"));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "new")));
    }
}
