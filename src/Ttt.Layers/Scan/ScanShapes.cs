namespace Ttt.Layers;

/// <summary>Checks what enters a scan: inside it, a wrong shape would end the process.</summary>
static class ScanShapes
{
    internal static void Check(ScanInputs inputs, StateLayout layout)
    {
        var tokens = inputs.Tokens;
        var query = tokens.Query;
        if (query.ndim != 4) throw Wrong("the query", query, "[B,H,T,D]");
        var (batch, heads, count) = (query.size(0), query.size(1), query.size(2));
        if (batch < 1 || count < 1) throw new ArgumentException($"A scan needs at least one sequence and one token; it got {batch} sequences of {count} tokens.");
        var keys = count + inputs.History;
        Require(tokens.Key, "the key", batch, heads, keys, query.size(3));
        if (tokens.Value.ndim != 4) throw Wrong("the value", tokens.Value, "[B,H,T,Dv]");
        Require(tokens.Value, "the value", batch, heads, keys, tokens.Value.size(3));
        foreach (var gate in tokens.Gates)
            Require(gate, "a rate or gate", batch, heads, count, gate.ndim == 4 ? gate.size(3) : 1);
        Require(tokens.Position, "the position factor τ", count);
        if (tokens.Weight is { } weight) Require(weight, "the weight of a window's losses", batch, heads, keys, 1);
        foreach (var past in tokens.QueryPast) Require(past, "an earlier query", query.shape);
        foreach (var past in tokens.KeyPast) Require(past, "an earlier key", tokens.Key.shape);
        CheckState(inputs, layout, batch, heads);
        foreach (var tensor in inputs.Tensors) RequireSameType(query, tensor);
    }

    static void CheckState(ScanInputs inputs, StateLayout layout, long batch, long heads)
    {
        if (inputs.Offset < 0 || inputs.Offset >= (inputs.Period ?? long.MaxValue))
            throw new ArgumentException($"The offset in the mini-batch is {inputs.Offset}; it must be from 0 to {inputs.Period - 1}.");
        if (inputs.State.Length != (inputs.Offset > 0 ? layout.Count : layout.AtBoundary))
            throw new ArgumentException(inputs.State.Length == layout.AtBoundary
                ? $"The tokens start {inputs.Offset} after a boundary, but what has accumulated since then is missing."
                : $"The state has {inputs.State.Length} tensors; it should be {string.Join(", ", layout.Slots.Take(inputs.Offset > 0 ? layout.Count : layout.AtBoundary).Select(slot => slot.Name))}.");
        for (var i = 0; i < inputs.State.Length; i++)
            Require(inputs.State[i], $"the state's {layout.Slots[i].Name}", batch, heads, layout.Slots[i].Rows, layout.Slots[i].Columns);
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
