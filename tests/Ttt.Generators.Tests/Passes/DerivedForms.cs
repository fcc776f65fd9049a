using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>What must hold between the programs of one layer, checked in the interpreter.</summary>
internal static class DerivedForms
{
    private const double Tolerance = 1e-10;

    /// <summary>Whole mini-batches = parts = tokens by definition = decode; online programs = tokens with a boundary after each.</summary>
    public static void Agree(LayerPrograms programs, int tokens, int seed)
    {
        var evaluation = new Evaluation(tokens, new Random(seed));
        if (programs.Dual is { } dual)
        {
            var inputs = State(programs, evaluation, evaluation.Inputs([dual.Batch.Forward.Graph, programs.Primal, programs.Boundary!, .. dual.Rows is { } part ? [part] : Array.Empty<Graph>()]));
            var batch = evaluation.Run(dual.Batch.Forward.Graph, inputs);
            if (dual.Rows is { } rows)
            {
                Same(batch[Names.Output], evaluation.Run(rows, inputs)[Names.Output], $"seed {seed}, parts");
                ByToken(programs, programs.Primal, evaluation, inputs, batch, tokens, false, $"seed {seed}, primal");
                ByToken(programs, dual.Decode, evaluation, inputs, batch, tokens, false, $"seed {seed}, decode");
            }
        }
        if (programs is { Online: { } online, Boundary: not null })
        {
            var count = OnlineRows(programs, tokens);
            evaluation = new Evaluation(count, new Random(seed));
            var inputs = State(programs, evaluation, evaluation.Inputs(online.Forward.Graph, programs.Primal, programs.Boundary));
            ByToken(programs, programs.Primal, evaluation, inputs, evaluation.Run(online.Forward.Graph, inputs), count, true, $"seed {seed}, online");
        }
    }

    /// <summary>A mini-batch in two parts is the whole.</summary>
    public static void Split(LayerPrograms programs, int tokens, int seed)
    {
        if (programs.Dual?.Rows is not { } rows)
            return;
        var evaluation = new Evaluation(tokens, new Random(seed));
        var inputs = evaluation.Inputs(rows);
        var whole = evaluation.Run(rows, inputs);
        var parts = new Dictionary<string, Matrix>(inputs);
        foreach (var (start, count) in new[] { (0, 1), (1, tokens - 1) })
        {
            evaluation.Slice(rows, inputs, parts, start, count);
            var part = evaluation.Run(rows, parts, count);
            Same(Evaluation.Rows(whole[Names.Output], start, count), part[Names.Output], $"seed {seed}, part at {start}");
            foreach (var slot in programs.Slots.Where(s => s.Kind != SlotKind.Weight))
                parts[slot.Name] = part[Names.Next(slot.Name)];
        }
        foreach (var slot in programs.Slots.Where(s => s.Kind != SlotKind.Weight))
            Same(whole[Names.Next(slot.Name)], parts[slot.Name], $"seed {seed}, {slot.StateName}");
    }

    /// <summary>Every backward program = finite differences of its forward program.</summary>
    public static void Differentiate(LayerPrograms programs, int tokens, int seed)
    {
        var random = new Random(seed);
        Check(programs.Primal, programs.PrimalBackward, 1, "primal");
        if (programs.Boundary is { } boundary)
            Check(boundary, programs.BoundaryBackward!, 1, "boundary");
        if (programs.Dual is { } dual)
        {
            Check(dual.Batch.Forward.Graph, dual.Batch.Backward.Graph, tokens, "mini-batch");
            if (dual.Rows is { } rows)
                Check(rows, dual.RowsBackward!, tokens, "part");
        }
        if (programs.Online is { } online)
            Check(online.Forward.Graph, online.Backward.Graph, OnlineRows(programs, tokens), "online");

        void Check(Graph forward, Graph backward, int count, string what)
        {
            var evaluation = new Evaluation(count, random);
            var inputs = evaluation.Inputs(forward);
            var cotangents = forward.Outputs.ToDictionary(o => Names.Cotangent(o.Name), o => evaluation.Random(forward[o.Id].Shape));
            var gradients = evaluation.Run(backward, inputs.Concat(cotangents).ToDictionary(p => p.Key, p => p.Value));
            foreach (var input in inputs.Keys.ToArray())
            {
                var direction = Matrix.Create(inputs[input].Rows, inputs[input].Columns, (_, _) => 2 * random.NextDouble() - 1);
                // A Gram matrix is symmetric, and its gradient is that of symmetric matrices.
                if (input.StartsWith(Names.Gram(""), StringComparison.Ordinal))
                    direction = Matrix.Create(direction.Rows, direction.Columns, (i, j) => direction[Math.Min(i, j), Math.Max(i, j)]);
                var numeric = (Loss(input, direction, 1e-6) - Loss(input, direction, -1e-6)) / 2e-6;
                var analytic = direction.Items.Zip(gradients[Names.Cotangent(input)].Items, (a, b) => a * b).Sum();
                Assert.True(Math.Abs(numeric - analytic) < 1e-5 * Math.Max(1, Math.Abs(numeric)), $"seed {seed}, {what}, {input}: {numeric} numeric, {analytic} derived");
            }

            double Loss(string input, Matrix direction, double step)
            {
                var moved = new Dictionary<string, Matrix>(inputs) { [input] = Matrix.Zip(inputs[input], direction, (x, d) => x + step * d) };
                return evaluation.Run(forward, moved).Sum(o => o.Value.Items.Zip(cotangents[Names.Cotangent(o.Key)].Items, (a, b) => a * b).Sum());
            }
        }
    }

    /// <summary>What has no parallel form is a token and its boundary.</summary>
    private static int OnlineRows(LayerPrograms programs, int tokens) => programs.Forms.Class == LayerClass.Sequential ? 1 : tokens;

    private static void ByToken(LayerPrograms programs, Graph step, Evaluation evaluation, IReadOnlyDictionary<string, Matrix> inputs, IReadOnlyDictionary<string, Matrix> whole, int tokens, bool online, string what)
    {
        var token = new Dictionary<string, Matrix>(inputs);
        for (var t = 0; t < tokens; t++)
        {
            evaluation.Slice(step, inputs, token, t, 1);
            evaluation.Slice(programs.Boundary!, inputs, token, t, 1);
            var result = evaluation.Run(step, token, 1);
            Same(Evaluation.Rows(whole[Names.Output], t, 1), result[Names.Output], $"{what}, token {t}");
            foreach (var slot in programs.Slots.Where(s => s.Kind != SlotKind.Weight))
                token[slot.Name] = result[Names.Next(slot.Name)];
            if (!online && t < tokens - 1)
                continue;
            var after = evaluation.Run(programs.Boundary!, token, 1);
            foreach (var slot in programs.Slots)
                token[slot.Name] = slot.Kind is SlotKind.Weight or SlotKind.Kept ? after[Names.Next(slot.Name)] : Neutral(slot, evaluation);
        }
        foreach (var slot in programs.Slots.Where(s => s.Kind is SlotKind.Weight or SlotKind.Kept))
            Same(whole[Names.Next(slot.Name)], token[slot.Name], $"{what}, {slot.StateName}");
    }

    /// <summary>The state at a boundary.</summary>
    private static Dictionary<string, Matrix> State(LayerPrograms programs, Evaluation evaluation, Dictionary<string, Matrix> inputs)
    {
        foreach (var slot in programs.Slots)
            if (slot.Kind is SlotKind.Sum or SlotKind.Product)
                inputs[slot.Name] = Neutral(slot, evaluation);
            else if (!inputs.ContainsKey(slot.Name))
                inputs[slot.Name] = evaluation.Random(slot.Shape);
        return inputs;
    }

    private static Matrix Neutral(StateSlot slot, Evaluation evaluation)
        => Matrix.Create(evaluation.Size(slot.Shape.Rows), evaluation.Size(slot.Shape.Columns), (_, _) => slot.Kind == SlotKind.Product ? 1 : 0);

    private static void Same(Matrix expected, Matrix actual, string what)
        => Assert.True(Evaluation.Difference(expected, actual) < Tolerance, $"{what}: {Evaluation.Difference(expected, actual)}");
}
