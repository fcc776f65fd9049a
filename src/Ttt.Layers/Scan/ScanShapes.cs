namespace Ttt.Layers;

/// <summary>Checks what enters a scan: inside it, a wrong shape would end the process.</summary>
static class ScanShapes
{
    internal static void Check(ScanInputs inputs)
    {
        var query = inputs.Query;
        if (query.ndim != 4) throw Wrong("the query", query, "[B,H,T,D]");
        var (batch, heads, tokens) = (query.size(0), query.size(1), query.size(2));
        if (batch < 1 || tokens < 1) throw new ArgumentException($"A scan needs at least one sequence and one token; it got {batch} sequences of {tokens} tokens.");
        Require(inputs.Key, "the key", query.shape);
        if (inputs.Value.ndim != 4) throw Wrong("the value", inputs.Value, "[B,H,T,Dv]");
        Require(inputs.Value, "the value", batch, heads, tokens, inputs.Value.size(3));
        Require(inputs.Rate, "the rate λ", batch, heads, tokens);
        Require(inputs.Position, "the position factor τ", tokens);
        foreach (var fast in inputs.Fast)
            if (fast.ndim != 4 || fast.size(0) != batch || fast.size(1) != heads) throw Wrong("a fast weight", fast, $"[{batch},{heads},r,c]");
        if (inputs.Sums is { } sums)
            for (var i = 0; i < sums.Length; i++) Require(sums[i], "the sums of a fast weight", inputs.Fast[i].shape);
        foreach (var tensor in inputs.Tensors) RequireSameType(query, tensor);
        if (inputs.Offset < 0 || inputs.Offset >= (inputs.Period ?? long.MaxValue))
            throw new ArgumentException($"The offset in the mini-batch is {inputs.Offset}; it must be from 0 to {inputs.Period - 1}.");
        if (inputs.Offset > 0 && inputs.Sums is null)
            throw new ArgumentException($"The tokens start {inputs.Offset} after a boundary, but the sums since then are missing.");
    }

    static void Require(Tensor tensor, string what, params long[] shape)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(shape)) throw Wrong(what, tensor, Text(shape));
    }

    static void RequireSameType(Tensor first, Tensor tensor)
    {
        if (tensor.dtype != first.dtype || tensor.device_type != first.device_type)
            throw new ArgumentException($"A scan works in one type on one device; it got {first.dtype} on {first.device} and {tensor.dtype} on {tensor.device}.");
    }

    static ArgumentException Wrong(string what, Tensor tensor, string expected)
        => new($"Scan: {what} has shape {Text(tensor.shape)}; it should be {expected}.");

    internal static string Text(long[] shape) => $"[{string.Join(",", shape)}]";
}
