using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>A whole layer or language model, ready to run.</summary>
static class WholeWork
{
    const int DecodedTokens = 16, Vocabulary = 256;

    public static BenchWork Layer(BenchCase item, TttLayer layer)
    {
        (layer.Kernels, layer.Scan) = (item.Kernels, item.Form);
        var x = torch.randn(item.Shape.Batch, item.Pass == Pass.Decode ? 1 : item.Tokens, item.Shape.Width);
        if (item.Pass == Pass.Training) x.requires_grad_(true);
        Action run = item.Pass switch
        {
            Pass.Forward => () => WithoutGradient(() => layer.forward(x)),
            Pass.Training => () => Differentiated(layer, () => layer.forward(x).sum()),
            _ => () => WithoutGradient(() => Decode(layer, x)),
        };
        var tokens = item.Pass == Pass.Decode ? DecodedTokens : item.Tokens;
        return new(item, run, tokens, Operations(item, layer, layer, tokens), layer.Settings.MiniBatchSize, () =>
        {
            x.Dispose();
            layer.Dispose();
        });
    }

    public static BenchWork Model(BenchCase item, LanguageModel model)
    {
        TttLayer[] layers = [.. model.named_modules().Select(m => m.Item2).OfType<TttLayer>()];
        foreach (var layer in layers) (layer.Kernels, layer.Scan) = (item.Kernels, item.Form);
        var length = item.Pass switch { Pass.Forward => item.Tokens, Pass.Training => item.Tokens + 1, _ => 1 };
        var ids = torch.randint(Vocabulary, new long[] { item.Shape.Batch, length }, dtype: torch.ScalarType.Int64);
        var optimizer = item.Pass == Pass.Training ? torch.optim.AdamW(model.parameters(), lr: 1e-5) : null;
        Action run = item.Pass switch
        {
            Pass.Forward => () => WithoutGradient(() => model.forward(ids)),
            Pass.Training => () => Step(model, ids, optimizer!),
            _ => () => WithoutGradient(() => Decode(model, ids)),
        };
        var tokens = item.Pass == Pass.Decode ? DecodedTokens : item.Tokens;
        return new(item, run, tokens, Operations(item, model, layers[0], tokens), layers[0].Settings.MiniBatchSize, () =>
        {
            optimizer?.Dispose();
            ids.Dispose();
            model.Dispose();
        });
    }

    // a projection multiplies every token with a matrix forward, with two backward; the scans are on top
    static double? Operations(BenchCase item, torch.nn.Module whole, TttLayer layer, int tokens)
    {
        if (ScanWork.Count(layer, item.Pass) is not { } scan) return null;
        var inner = layer.Description.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var matrices = whole.named_parameters().Where(p => p.parameter.shape.Length == 2 && !inner.Contains(p.name.Split("seq_modeling_block.")[^1])).Sum(p => 2.0 * p.parameter.numel());
        var scans = scan * item.Shape.Heads * (item.Extent == Extent.Model ? item.Shape.Blocks : 1);
        return (matrices * (item.Pass == Pass.Training ? 3 : 1) + scans) * tokens * item.Shape.Batch;
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

    static void Decode(TttLayer layer, Tensor x)
    {
        TttState? state = null;
        for (var i = 0; i < DecodedTokens; i++)
        {
            var (_, next) = layer.forward(x, state);
            state?.Dispose();
            state = next;
        }
        state?.Dispose();
    }

    static void Decode(LanguageModel model, Tensor ids)
    {
        ModelState? state = null;
        for (var i = 0; i < DecodedTokens; i++)
        {
            var (_, next) = model.forward(ids, state);
            state?.Dispose();
            state = next;
        }
        state?.Dispose();
    }
}
