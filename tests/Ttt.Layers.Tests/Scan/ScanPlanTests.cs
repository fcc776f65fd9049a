namespace Ttt.Layers.Tests.Scan;

public class ScanPlanTests
{
    static string Plan(long tokens, int? period, long offset, long group = 2, int longest = ScanPlan.ExecutionRows, bool ends = false)
        => string.Join(" ", ScanPlan.Cut(tokens, period, offset, group, longest, ends).Select(s => s.Kind == SegmentKind.Boundary ? $"|{s.Start}" : s.IsBlock ? $"{s.Start}:{s.MiniBatches}x{s.Rows / s.MiniBatches}" : $"{s.Start}:{s.Rows}"));

    [Theory]
    [InlineData(7, 4, 0, "0:1x4 4:3")]
    [InlineData(12, 4, 0, "0:2x4 8:1x4")]
    [InlineData(3, 4, 0, "0:3")]
    [InlineData(1, 4, 3, "0:1 |1")]
    [InlineData(1, 4, 2, "0:1")]
    [InlineData(10, 4, 1, "0:3 |3 3:1x4 7:3")]
    [InlineData(3, 1, 0, "0:2x1 2:1x1")]
    [InlineData(300, 200, 50, "0:128 128:22 |150 150:128 278:22")]
    [InlineData(400, 200, 0, "0:128 128:72 |200 200:128 328:72 |400")]
    [InlineData(5, 200, 0, "0:5")]
    public void CutsAtBoundaries(long tokens, int period, long offset, string expected) => Assert.Equal(expected, Plan(tokens, period, offset));

    [Fact]
    public void KernelsCutLongerMiniBatchesOnly()
    {
        Assert.Equal("0:2x200 400:50", Plan(450, 200, 0, longest: ScanPlan.KernelRows));
        Assert.Equal("0:128 128:22 |150 150:1x200 350:50", Plan(400, 200, 50, longest: ScanPlan.KernelRows));
        Assert.Equal("0:128 128:128 256:128 384:128 512:88 |600 600:10", Plan(610, 600, 0, longest: ScanPlan.KernelRows));
    }

    [Theory]
    [InlineData(7, 4, 0, "0:1x4 4:1x3")]
    [InlineData(10, 4, 1, "0:3 |3 3:1x4 7:1x3")]
    [InlineData(3, 4, 0, "0:1x3")]
    [InlineData(8, 4, 0, "0:2x4")]
    [InlineData(1, 4, 2, "0:1")]
    [InlineData(300, 200, 0, "0:128 128:72 |200 200:100")]
    public void WithoutAStateTheLastMiniBatchIsAShorterOne(long tokens, int period, long offset, string expected) => Assert.Equal(expected, Plan(tokens, period, offset, ends: true));

    [Theory]
    [InlineData(300, 0, "0:128 128:128 256:44")]
    [InlineData(10, 1000, "0:10")]
    public void BatchHasNoBoundary(long tokens, long offset, string expected) => Assert.Equal(expected, Plan(tokens, null, offset));

    [Fact]
    public void EveryTokenIsInOneSegment()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var period = random.Next(1, 300);
            var (tokens, offset, group) = (random.Next(1, 900), random.Next(period), random.Next(1, 9));
            long at = 0;
            foreach (var segment in ScanPlan.Cut(tokens, period, offset, group))
            {
                Assert.Equal(at, segment.Start);
                at += segment.Rows;
                if (segment.Kind == SegmentKind.Boundary) Assert.Equal(0, (offset + at) % period);
                if (segment.IsBlock) Assert.Equal(0, (offset + segment.Start) % period);
            }
            Assert.Equal(tokens, at);
        }
    }

    [Theory]
    [InlineData(7, 4, "0:1x4 4:1x3")]
    [InlineData(20, 4, "0:2x4 8:2x4 16:1x4")]
    [InlineData(3, 64, "0:1x3")]
    public void BlocksEndWithAShorterOne(long tokens, long length, string expected)
        => Assert.Equal(expected, string.Join(" ", ScanPlan.Blocks(tokens, length, 2).Select(s => $"{s.Start}:{s.MiniBatches}x{s.Rows / s.MiniBatches}")));
}
