using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>What is loaded on a device.</summary>
public class FunctionCacheTests
{
    [Fact]
    public void EqualCodeOfTwoLayersIsLoadedOnce()
    {
        var loaded = new List<DeviceCode>();
        var cache = new FunctionCache(code =>
        {
            loaded.Add(code);
            return loaded.Count;
        });
        Assert.Equal(1, cache.Of(Code(16, 2)));
        Assert.Equal(1, cache.Of(Code(16, 2)));
        Assert.Equal(2, cache.Of(Code(24, 2)));
        // registers for more blocks are other code, though the text is the same
        Assert.Equal(3, cache.Of(Code(16, 1)));
        Assert.Equal(3, loaded.Count);
    }

    [Fact]
    public void CodeThatCouldNotBeLoadedIsTriedAgain()
    {
        var tries = 0;
        var cache = new FunctionCache(_ => ++tries == 1 ? throw new DeviceException("No memory.") : 7);
        Assert.Throws<DeviceException>(() => cache.Of(Code(16, 2)));
        Assert.Equal(7, cache.Of(Code(16, 2)));
        Assert.Equal(7, cache.Of(Code(16, 2)));
        Assert.Equal(2, tries);
    }

    static DeviceCode Code(int size, int blocks) => new(["struct K {};"], "Once<K>", [("sizeD", size)], 16, 16, 3, 1000, blocks, ProductPrecision.Float32);
}
