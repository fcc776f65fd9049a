using TorchSharp;

namespace Ttt.ManagedTorch.Tests;

public sealed unsafe class NativeBlockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4097)]
    [InlineData((1 << 21) - 1)]
    [InlineData(1 << 21)]
    [InlineData((3 << 20) + 5)]
    public void Every_byte_of_many_blocks_is_their_own(int bytes)
    {
        var blocks = Enumerable.Range(0, 40).Select(_ => (nint)NativeBlock.Allocate((nuint)bytes)).ToArray();
        for (var i = 0; i < blocks.Length; i++) Whole(i).Fill((byte)i);
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.Equal(0, blocks[i] % NativeBlock.Alignment);
            Assert.Equal(-1, Whole(i).IndexOfAnyExcept((byte)i));
            NativeBlock.Free((void*)blocks[i], (nuint)bytes);
        }

        Span<byte> Whole(int i) => new((void*)blocks[i], bytes);
    }
}
