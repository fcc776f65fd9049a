namespace Ttt.Models.Tests;

static class TokenSources
{
    /// <summary>A batch of a source of tokens.</summary>
    public static TokenBatch Tokens(this IBatchSource source, long index) => (TokenBatch)source.Batch(index);
}
