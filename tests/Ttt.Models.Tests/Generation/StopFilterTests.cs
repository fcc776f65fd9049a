namespace Ttt.Models.Tests.Generation;

public sealed class StopFilterTests
{
    [Theory]
    [InlineData("the end. more", "the end")]
    [InlineData("no stop here", "no stop here")]
    [InlineData("ab.ab", "ab")]
    [InlineData("almost STO", "almost STO")]
    [InlineData("a STOP. b", "a ")]
    public void Any_split_gives_the_text_before_the_first_stop(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var filter = new StopFilter([".", "STOP"]);
            var result = string.Concat(text.Chunk(size).Select(piece => filter.Push(new string(piece))));
            Assert.Equal(expected, result + filter.Finish());
            Assert.Equal(expected != text, filter.Stopped);
        }
    }

    [Fact]
    public void Text_that_cannot_begin_a_stop_is_passed_on_at_once()
    {
        var filter = new StopFilter(["\n\n"]);
        Assert.Equal("hello", filter.Push("hello"));
        Assert.Equal("", filter.Push("\n"));
        Assert.Equal("\nx", filter.Push("x"));
    }
}
