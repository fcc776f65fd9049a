namespace Ttt.Layers;

// The inner model, asked what it learns: queries are answered by the layer's own programs, so keys in their place give the predictions of the inner loss.
public abstract partial class TttLayer
{
    /// <summary>What the inner model answers to the keys of whole sequences before it has learned anything, and before and after each token's step.</summary>
    /// <param name="x_BTC">[B,T,C].</param>
    /// <exception cref="ArgumentException">The input does not fit the layer.</exception>
    /// <exception cref="NotSupportedException">Outputs read the end of their mini-batch, so there are no weights of single tokens to ask.</exception>
    public InnerAnswers InnerAnswers(Tensor x_BTC)
    {
        CheckInput(x_BTC);
        if (!IsCausal) throw new NotSupportedException($"Outputs of layer {Description.Name} depend on later tokens, so there are no weights before and after a token.");
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var views = ComputeViews(x_BTC, null);
        var (key, tokens) = (views.Key, x_BTC.size(1));
        var learned = Settings.PositionFactor == Ttt.PositionFactor.None ? null : Parameter(PositionName);
        var position_T = PositionFactors.Of(Settings, 0, tokens, learned, x_BTC);
        Tensor asked(Views given, Tensor query) => _scan.Run(Inputs(WithHistory(given with { Query = query }, position_T, null).Tokens, null, keepState: false)).Output;

        var initial = asked(Masked(views, torch.zeros_like(x_BTC.select(2, 0))), key);
        var own = asked(views, key);
        InnerAnswers answers;
        if (Settings.ReadOut == ReadOut.UpdateThenApply)
        {
            // the token before, asked with this token's key; earlier views are wrong where they would reach before it
            var earlier = Moved(asked(views, Moved(key, -1)), 1);
            var before = torch.cat([initial.narrow(2, 0, 1), Unknown(earlier.narrow(2, 1, tokens - 1), 0, Lag)], 2);
            answers = new(initial, before, own, views.Value);
        }
        else
        {
            // the token one mini-batch later, asked with this token's key
            var step = Math.Min(tokens, Settings.Period ?? tokens);
            var after = Moved(asked(views, Moved(key, step)), -step);
            answers = new(initial, own, Unknown(Unknown(after, tokens - step, step), 0, Lag), views.Value);
        }
        return new(scope.MoveToOuter(answers.Initial), scope.MoveToOuter(answers.Before), scope.MoveToOuter(answers.After), scope.MoveToOuter(answers.Label));
    }

    // Every token's entry, so many tokens later; what would come from outside is repeated.
    static Tensor Moved(Tensor x_BHTD, long by)
    {
        var tokens = x_BHTD.size(2);
        var places = torch.arange(tokens, dtype: torch.ScalarType.Int64, device: x_BHTD.device);
        return x_BHTD.index_select(2, (places - by).clamp(0, tokens - 1));
    }

    static Tensor Unknown(Tensor x_BHTD, long first, long count)
    {
        var known = x_BHTD.clone();
        if (Math.Min(count, x_BHTD.size(2) - first) is > 0 and var some) known.narrow(2, first, some).fill_(double.NaN);
        return known;
    }
}
