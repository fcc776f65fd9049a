using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>A whole layer or language model, ready to run.</summary>
static class WholeWork
{
    const int DecodedTokens = 16, Vocabulary = 256;

    public static BenchWork Layer(BenchCase item, SequenceMixer layer)
    {
        Choose(item, layer);
        var before = Before(item, () => layer.forward(torch.randn(item.Shape.Batch, item.Tokens, item.Shape.Width), (ISequenceState?)null).State);
        var x = torch.randn(item.Shape.Batch, item.Pass == Pass.Decode ? 1 : item.Tokens, item.Shape.Width);
        if (item.Pass == Pass.Training) x.requires_grad_(true);
        Action run = item.Pass switch
        {
            Pass.Forward => () => WithoutGradient(() => layer.forward(x)),
            Pass.Training => () => Differentiated(layer, () => layer.forward(x).sum()),
            _ => () => WithoutGradient(() => Decode(before, state => layer.forward(x, state).State)),
        };
        var tokens = item.Pass == Pass.Decode ? DecodedTokens : item.Tokens;
        var weights = new RoundedWeights();
        return new(item, () => Autocasted(item, weights, run), tokens, Operations(item, layer, layer as TttLayer, tokens), (layer as TttLayer)?.Settings.MiniBatchSize, () =>
        {
            before?.Dispose();
            weights.Dispose();
            x.Dispose();
            layer.Dispose();
        });
    }

    public static BenchWork Model(BenchCase item, LanguageModel model)
    {
        foreach (var block in model.Backbone.Blocks) Choose(item, block.Mixer);
        var layer = model.Backbone.Blocks[0].Mixer as TttLayer;
        var before = Before(item, () => model.forward(Ids(item, item.Tokens), (ModelState?)null, lastOnly: true).State);
        var length = item.Pass switch { Pass.Forward => item.Tokens, Pass.Training => item.Tokens + 1, _ => 1 };
        var ids = Ids(item, length);
        var optimizer = item.Pass == Pass.Training ? torch.optim.AdamW(model.parameters(), lr: 1e-5) : null;
        Action run = item.Pass switch
        {
            Pass.Forward => () => WithoutGradient(() => model.forward(ids)),
            Pass.Training => () => Step(model, ids, optimizer!),
            _ => () => WithoutGradient(() => Decode(before, state => model.forward(ids, state).State)),
        };
        var tokens = item.Pass == Pass.Decode ? DecodedTokens : item.Tokens;
        var weights = new RoundedWeights();
        return new(item, () => Autocasted(item, weights, run), tokens, Operations(item, model, layer, tokens), layer?.Settings.MiniBatchSize, () =>
        {
            before?.Dispose();
            weights.Dispose();
            optimizer?.Dispose();
            ids.Dispose();
            model.Dispose();
        })
        { OutsideScans = Products(item, model, layer, tokens) };
    }

    static double? Operations(BenchCase item, torch.nn.Module whole, TttLayer? layer, int tokens)
        => layer is not null && ScanWork.Count(layer, item.Pass) is { } scan
            ? Products(item, whole, layer, tokens) + scan * item.Shape.Heads * (item.Extent == Extent.Model ? item.Shape.Blocks : 1) * tokens * item.Shape.Batch
            : null;

    // a projection multiplies every token with a matrix forward, with two backward; the scans are on top
    static double? Products(BenchCase item, torch.nn.Module whole, TttLayer? layer, int tokens)
    {
        if (layer is null) return null;
        var inner = layer.Description.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var matrices = whole.named_parameters().Where(p => p.parameter.shape.Length == 2 && !inner.Contains(p.name.Split("seq_modeling_block.")[^1])).Sum(p => 2.0 * p.parameter.numel());
        return matrices * (item.Pass == Pass.Training ? 3 : 1) * tokens * item.Shape.Batch;
    }

    // weights that do not change are rounded once, as a generated text has them
    static void Autocasted(BenchCase item, RoundedWeights weights, Action run)
    {
        using var precision = Autocast.To(item.Precision.Type(), weights);
        run();
    }

    static void WithoutGradient(Action run)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        run();
    }

    static void Differentiated(torch.nn.Module module, Func<Tensor> loss)
    {
        using var scope = torch.NewDisposeScope();
        module.zero_grad();
        loss().backward();
    }

    static void Step(LanguageModel model, Tensor ids, torch.optim.Optimizer optimizer)
    {
        Differentiated(model, () => model.Loss(ids));
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
        optimizer.step();
    }

    static void Choose(BenchCase item, SequenceMixer mixer)
    {
        if (mixer is TttLayer layer) (layer.Kernels, layer.Scan) = (item.Kernels, item.Form);
    }

    static Tensor Ids(BenchCase item, int length) => torch.randint(Vocabulary, new long[] { item.Shape.Batch, length }, dtype: torch.ScalarType.Int64);

    // the state that decoding starts from, where what came before matters
    static T? Before<T>(BenchCase item, Func<T> read) where T : class
    {
        T? state = null;
        if (item is { Pass: Pass.Decode, Tokens: > 1 }) WithoutGradient(() => state = read());
        return state;
    }

    static void Decode<T>(T? before, Func<T?, T> step) where T : class, IDisposable
    {
        var state = before;
        for (var i = 0; i < DecodedTokens; i++)
        {
            var next = step(state);
            if (state != before) state?.Dispose();
            state = next;
        }
        if (state != before) state?.Dispose();
    }
}
