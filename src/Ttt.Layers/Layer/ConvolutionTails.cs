namespace Ttt.Layers;

/// <summary>What the convolutions of one call read of the tokens before it, and what they leave to the next call: the last inputs by name, [B,C,kernel].</summary>
sealed class ConvolutionTails(TttState? state, long kernel)
{
    readonly Dictionary<string, Tensor> _histories = [];
    readonly Dictionary<string, Tensor> _next = [];

    /// <summary>The last inputs after the call.</summary>
    internal IReadOnlyDictionary<string, Tensor> Next => _next;

    /// <summary>The inputs of this name with the last ones before them, [B,C,kernel+T]. They are computed once.</summary>
    internal Tensor Extend(string name, Func<Tensor> inputs_BCT)
    {
        if (_histories.TryGetValue(name, out var history_BCT)) return history_BCT;
        history_BCT = ShortConvolution.WithHistory(inputs_BCT(), state?[name], kernel);
        _next.Add(name, ShortConvolution.Tail(history_BCT, kernel));
        return _histories[name] = history_BCT;
    }
}
