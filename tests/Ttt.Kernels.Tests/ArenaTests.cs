namespace Ttt.Kernels.Tests;

public class ArenaTests
{
    [Fact]
    public unsafe void PlacesAreAlignedAndApart()
    {
        using var arena = new Arena();
        var random = new Random(1);
        var places = Enumerable.Range(0, 200).Select(i => (Size: random.Next(0, i % 10 == 9 ? 200_000 : 500), Value: (float)i)).Select(p => (p.Size, p.Value, Ptr: arena.Take(p.Size))).ToList();
        foreach (var (size, value, ptr) in places)
        {
            Assert.Equal(0, (nint)ptr.Value % 64);
            for (int i = 0; i < (size + 15) / 16 * 16; i++)
                ptr[i] = value;
        }
        foreach (var (size, value, ptr) in places)
            for (int i = 0; i < size; i++)
                Assert.Equal(value, ptr[i]);
    }

    [Fact]
    public void PoisonAndClearReachEverything()
    {
        using var arena = new Arena();
        var places = new[] { arena.Take(10), arena.Take(100_000), arena.Take(3) };
        arena.Poison();
        Assert.All(places, p => Assert.True(float.IsNaN(p[0]) && float.IsNaN(p[2])));
        arena.Clear();
        Assert.All(places, p => Assert.Equal(0, p[0] + p[2]));
    }

    [Fact]
    public void NegativeSizesAreRefused()
    {
        using var arena = new Arena();
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Take(-1));
    }

    [Fact]
    public void PointersMoveInFloats()
    {
        using var arena = new Arena();
        var p = arena.Take(32);
        p[5] = 7;
        Assert.Equal(7, (p + 3)[2]);
        Assert.True(default(Ptr).IsNull);
        Assert.False(p.IsNull);
        Assert.True(p + 0 == p && p + 1 != p && p.Equals((object)p));
    }
}
