using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Golden;

/// <summary>The recurrence alone, against the numbers of the published program: outputs, states and all gradients.</summary>
public class GoldenInnerTests
{
    public static TheoryData<string, string, bool> Cases()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var file in GoldenFile.Files("inner_"))
            foreach (var layer in GoldenLayers.For(file))
                foreach (var wide in new[] { false, true }) data.Add(file, layer, wide);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsStatesAndGradients(string fileName, string layerName, bool wide)
    {
        using var scope = torch.NewDisposeScope();
        var file = new GoldenFile(fileName);
        var run = new GoldenRun(file, wide);
        var period = file.Int("mini_batch_size");
        var options = new TttLayerOptions
        {
            Width = file.Int("num_heads") * file.Int("head_dim"),
            Heads = file.Int("num_heads"),
            MiniBatchSize = period,
            Mode = fileName.Contains("batch") ? GradientDescent.Batch : fileName.Contains("online") ? GradientDescent.Online : GradientDescent.MiniBatch,
        };
        using var layer = TestLayers.Fresh(layerName, options);
        layer.to(run.Type);
        run.LoadParameters(layer);
        Tensor[] views = [.. new[] { "XQ", "XK", "XV", "lr", "token_idx" }.Select(name => run.Input(name, requiresGrad: true))];
        var tokens = file.Int("seq_len");
        var index_T = torch.tensor(Enumerable.Range(0, tokens).Select(t => (long)t % period).ToArray());
        var (y, state) = layer.InnerLoop(new ScanRows(views[0], views[1], views[2], [views[3].unsqueeze(-1)], views[4].index_select(0, index_T), null, [], []));
        using var owned = state;
        (y * run.Input("R")).sum().backward();

        run.Check("out.Y", y);
        foreach (var (name, view) in new[] { "XQ", "XK", "XV", "lr", "token_idx" }.Zip(views)) run.Check("grad." + name, view.grad!);
        run.CheckParameterGradients(layer);
        CheckStates(file, run, layer, views, state, period);
        run.AssertAllChecked();
    }

    static void CheckStates(GoldenFile file, GoldenRun run, TttLayer layer, Tensor[] views, TttState state, int period)
    {
        var (tokens, weights) = (file.Int("seq_len"), layer.Description.Parameters.Where(p => p.Kind == ParameterKind.Fast).Select(p => p.Name).ToArray());
        var tail = tokens % period;
        using var noGrad = torch.no_grad();
        var boundaries = Boundaries(layer, views, tokens, period);
        foreach (var name in weights)
        {
            run.Check("out.tail_accum." + name, () => state.Tensors[TttState.SumsOf(name)]);
            run.Check("out.state_tail." + name, () => state.Tensors[name] - views[4].narrow(0, tail - 1, 1) * state.Tensors[TttState.SumsOf(name)]);
            run.Check("out.state_full." + name, () => boundaries[^1][name]);
            run.Check("out.state_after_each." + name, () => torch.stack(boundaries.Select(state => state[name]).ToList(), 0));
        }
    }

    // The weights after each full mini-batch, by running them one call each. Batch mode has none of its own: its state is W − τ A.
    static List<Dictionary<string, Tensor>> Boundaries(TttLayer layer, Tensor[] views, int tokens, int period)
    {
        var states = new List<Dictionary<string, Tensor>>();
        TttState? state = null;
        for (var start = 0; start + period <= tokens; start += period)
        {
            Tensor part(Tensor view) => view.narrow(2, start, period);
            var next = layer.InnerLoop(new ScanRows(part(views[0]), part(views[1]), part(views[2]), [part(views[3]).unsqueeze(-1)], views[4], null, [], []), state).State;
            state?.Dispose();
            state = next;
            var last = views[4].narrow(0, period - 1, 1);
            states.Add(state.Tensors.Where(entry => !entry.Key.EndsWith(".sums", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key, entry => entry.Value - last * state.Tensors[TttState.SumsOf(entry.Key)]));
        }
        state?.Dispose();
        return states;
    }
}
