using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Passes;

public class RandomSourceTests
{
    /// <summary>What the parser reads from C# computes what the same calls, made directly, compute.</summary>
    [Fact]
    public void A_declaration_in_source_parses_to_the_same_function()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var expected = RandomInnerModel.Create(seed);
            var parsed = Parsed.Layer(RandomInnerModel.Source(seed, 4));
            Assert.Equal(expected.InnerModel.Parameters.Select(p => (p.Name, p.Fast)), parsed.InnerModel.Parameters.Select(p => (p.Name, p.Fast)));
            var evaluation = new Evaluation(3, new Random(seed));
            var inputs = evaluation.Inputs(expected.InnerModel.Graph);
            var (a, b) = (evaluation.Run(expected.InnerModel.Graph, inputs), evaluation.Run(parsed.InnerModel.Graph, inputs));
            Assert.True(Evaluation.Difference(a["result"], b["result"]) < 1e-14, $"seed {seed}");
            Assert.Equal(expected.Loss is null, parsed.Loss is null);
        }
    }
}
