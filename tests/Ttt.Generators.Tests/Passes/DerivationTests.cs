using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>Dual = primal = decode, splits = whole, backward = finite differences, on random inner models, in the interpreter.</summary>
public class DerivationTests
{
    private const int Tokens = 4;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 60));

    private static readonly string[] RowInputs = [Names.Query, Names.Key, Names.Value, Names.Rate, Names.Position];

    [Theory, MemberData(nameof(Seeds))]
    public void Dual_is_primal_is_decode(int seed)
    {
        var model = RandomInnerModel.Create(seed);
        var programs = LayerPrograms.Derive(model, default);
        Assert.NotNull(programs.Dual);
        var evaluation = new Evaluation(Tokens, new Random(seed));
        var inputs = evaluation.Inputs(programs.Dual.Rows, programs.Dual.Batch.Graph);
        var fast = programs.Lifted.Inputs().Where(i => i.Input.Role == InputRole.Fast).Select(i => i.Input).ToArray();

        foreach (var input in fast)
            inputs[Names.Sum(input.Name)] = Matrix.Create(evaluation.Size(input.Shape.Rows), evaluation.Size(input.Shape.Columns), (_, _) => 0);
        var batch = evaluation.Run(programs.Dual.Batch.Graph, inputs);
        var rows = evaluation.Run(programs.Dual.Rows, inputs);
        Assert.True(Evaluation.Difference(batch[Names.Output], rows[Names.Output]) < 1e-11);

        foreach (var graph in new[] { programs.Primal, programs.Dual.Decode })
        {
            var token = new Dictionary<string, Matrix>(inputs);
            for (var t = 0; t < Tokens; t++)
            {
                foreach (var name in RowInputs)
                    if (inputs.TryGetValue(name, out var value))
                        token[name] = Evaluation.Rows(value, t, 1);
                var result = evaluation.Run(graph, token, 1);
                Assert.True(Evaluation.Difference(Evaluation.Rows(batch[Names.Output], t, 1), result[Names.Output]) < 1e-11, $"seed {seed}, token {t}");
                foreach (var input in fast)
                    token[Names.Sum(input.Name)] = result[Names.NextSum(input.Name)];
            }
            var after = evaluation.Run(programs.Boundary, token, 1);
            foreach (var input in fast)
                Assert.True(Evaluation.Difference(batch[Names.Next(input.Name)], after[Names.Next(input.Name)]) < 1e-11, $"seed {seed}, {input.Name}");
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_split_mini_batch_is_the_whole(int seed)
    {
        var programs = LayerPrograms.Derive(RandomInnerModel.Create(seed), default);
        var evaluation = new Evaluation(Tokens, new Random(seed));
        var inputs = evaluation.Inputs(programs.Dual!.Rows);
        var whole = evaluation.Run(programs.Dual.Rows, inputs);
        var parts = new Dictionary<string, Matrix>(inputs);
        foreach (var (start, count) in new[] { (0, 1), (1, 3) })
        {
            foreach (var name in RowInputs)
                if (inputs.TryGetValue(name, out var value))
                    parts[name] = Evaluation.Rows(value, start, count);
            var part = evaluation.Run(programs.Dual.Rows, parts, count);
            Assert.True(Evaluation.Difference(Evaluation.Rows(whole[Names.Output], start, count), part[Names.Output]) < 1e-11);
            foreach (var output in part.Where(o => o.Key != Names.Output))
                parts[output.Key.Replace("@nextsum:", "@sum:")] = output.Value;
        }
        foreach (var output in whole.Where(o => o.Key != Names.Output))
            Assert.True(Evaluation.Difference(output.Value, parts[output.Key.Replace("@nextsum:", "@sum:")]) < 1e-11);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Backward_is_finite_differences(int seed)
    {
        var programs = LayerPrograms.Derive(RandomInnerModel.Create(seed), default);
        var random = new Random(seed);
        Check(programs.Dual!.Batch.Graph, programs.Dual.BatchBackward.Graph);
        Check(programs.Dual.Rows, programs.Dual.RowsBackward);
        Check(programs.Boundary, programs.Dual.BoundaryBackward);

        void Check(Graph forward, Graph backward)
        {
            var evaluation = new Evaluation(Tokens, random);
            var inputs = evaluation.Inputs(forward);
            var cotangents = forward.Outputs.ToDictionary(o => Names.Cotangent(o.Name), o => evaluation.Random(forward[o.Id].Shape));
            var gradients = evaluation.Run(backward, inputs.Concat(cotangents).ToDictionary(p => p.Key, p => p.Value));
            foreach (var input in inputs.Keys.ToArray())
            {
                var direction = Matrix.Create(inputs[input].Rows, inputs[input].Columns, (_, _) => 2 * random.NextDouble() - 1);
                var numeric = (Loss(input, direction, 1e-6) - Loss(input, direction, -1e-6)) / 2e-6;
                var analytic = direction.Items.Zip(gradients[Names.Cotangent(input)].Items, (a, b) => a * b).Sum();
                Assert.True(Math.Abs(numeric - analytic) < 1e-5 * Math.Max(1, Math.Abs(numeric)), $"seed {seed}, {input}: {numeric} numeric, {analytic} derived");
            }

            double Loss(string input, Matrix direction, double step)
            {
                var moved = new Dictionary<string, Matrix>(inputs) { [input] = Matrix.Zip(inputs[input], direction, (x, d) => x + step * d) };
                return evaluation.Run(forward, moved).Sum(o => o.Value.Items.Zip(cotangents[Names.Cotangent(o.Key)].Items, (a, b) => a * b).Sum());
            }
        }
    }

    [Fact]
    public void A_matrix_outside_products_has_no_dual_and_says_why()
    {
        var g = new GraphBuilder();
        var x = g.Input(Names.X, InputRole.Data, new Shape(Extent.Tokens, Extent.Of("D")));
        var w = g.Input("W", InputRole.Fast, new Shape(Extent.Of("D"), Extent.Of("D")));
        var model = RandomInnerModel.Layer(g, g.MatMul(x, g.Tanh(w)), []);
        var programs = LayerPrograms.Derive(model, default);
        Assert.Null(programs.Dual);
        Assert.Equal(new Obstacle("W", "tanh(W)"), programs.Inner.Obstacle);
        Assert.Contains(programs.Primal.Outputs, o => o.Name == Names.NextSum("W"));
    }
}
