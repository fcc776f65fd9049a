namespace Ttt.Models;

/// <summary>What a block adds to the residual stream, in this order.</summary>
public enum BlockPart
{
    Convolution,
    Mixer,
    FeedForward,
}
