using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>The inner loop of a layer, ready to run.</summary>
static class ScanWork
{
    /// <summary>Tokens of one run of decoding: whole mini-batches, so that every run starts at a boundary.</summary>
    const int DecodedTokens = 64;

    public static BenchWork Create(BenchCase item, TttLayer layer)
    {
        (layer.Kernels, layer.Scan) = (item.Kernels, item.Form);
        using var scope = torch.NewDisposeScope();
        var miniBatch = layer.Settings.MiniBatchSize;
        var tokens = item.Pass == Pass.Decode ? (DecodedTokens + miniBatch - 1) / miniBatch * miniBatch : item.Tokens;
        var inputs = Leaves(layer.Inputs(TokenRows.Random(layer, item.Shape, tokens), keepState: item.Pass == Pass.Decode), item.Pass == Pass.Training);
        var rows = item.Pass != Pass.Decode ? [] : Enumerable.Range(0, tokens).Select(i => TokenRows.Token(inputs.Tokens, i, inputs.History)).ToArray();
        Tensor[] kept = [.. Tensors(inputs), .. rows.SelectMany(TokenRows.All)];
        foreach (var tensor in kept) tensor.DetachFromDisposeScope();
        var decoder = item.Pass == Pass.Decode && item.Kernels != ScanKernels.Tensor && item.Form != ScanForm.Primal ? InPlace(layer, rows[0]) : null;
        Tensor? cotangent = null;
        Action run = item.Pass switch
        {
            Pass.Decode when decoder is not null => () => Decode(decoder, tokens),
            Pass.Forward => () => Forward(layer, inputs),
            Pass.Training => () => Train(layer, inputs, ref cotangent),
            _ => () => Decode(layer, inputs, rows),
        };
        return new(item, run, tokens, Count(layer, item.Pass) is { } operations ? operations * tokens * item.Shape.Batch * item.Shape.Heads : null, miniBatch, () =>
        {
            foreach (var tensor in kept) tensor.Dispose();
            decoder?.Dispose();
            cotangent?.Dispose();
            layer.Dispose();
        });
    }

    /// <summary>Operations per token and head.</summary>
    public static double? Count(TttLayer layer, Pass pass)
    {
        var (rows, keys) = (layer.Settings.MiniBatchSize, layer.Settings.MiniBatchSize + layer.Settings.Window - 1);
        return layer.Program.Operations(rows, keys) is { } all
            ? pass switch { Pass.Forward => all.Forward, Pass.Training => all.Forward + all.Backward, _ => all.Decode } / rows
            : null;
    }

    static IEnumerable<Tensor> Tensors(ScanInputs inputs) => [.. TokenRows.All(inputs.Tokens), .. inputs.State, .. inputs.Slow];

    /// <summary>Copies: gradients end here, and no parameter of the layer is changed.</summary>
    public static ScanInputs Leaves(ScanInputs inputs, bool differentiable)
    {
        Tensor Leaf(Tensor x) => x.detach().clone().requires_grad_(differentiable);
        var rows = inputs.Tokens;
        return inputs with
        {
            Tokens = new(Leaf(rows.Query), Leaf(rows.Key), Leaf(rows.Value), [.. rows.Gates.Select(Leaf)], Leaf(rows.Position),
                rows.Weight is { } weight ? Leaf(weight) : null, [.. rows.QueryPast.Select(Leaf)], [.. rows.KeyPast.Select(Leaf)]),
            State = [.. inputs.State.Select(Leaf)],
            Slow = [.. inputs.Slow.Select(Leaf)],
        };
    }

    static void Forward(TttLayer layer, ScanInputs inputs)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        layer.RunScan(inputs);
    }

    // what comes back to the output is given, like the inputs
    static void Train(TttLayer layer, ScanInputs inputs, ref Tensor? cotangent)
    {
        using var scope = torch.NewDisposeScope();
        var output = layer.RunScan(inputs).Output;
        cotangent ??= torch.ones_like(output).DetachFromDisposeScope();
        torch.autograd.grad([output], [.. Tensors(inputs)], [cotangent], allow_unused: true);
    }

    // null: the layer has to run token by token through the scan
    static InnerDecoder? InPlace(TttLayer layer, ScanRows row)
    {
        try
        {
            return layer.Decoder(row);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static void Decode(InnerDecoder decoder, int tokens)
    {
        for (var i = 0; i < tokens; i++) decoder.Step();
    }

    static void Decode(TttLayer layer, ScanInputs inputs, ScanRows[] rows)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var state = inputs.State;
        for (var i = 0; i < rows.Length; i++)
        {
            using var step = torch.NewDisposeScope();
            state = layer.RunScan(inputs with { Tokens = rows[i], State = state, Offset = inputs.Period is { } period ? i % period : i }).State;
            foreach (var tensor in state) tensor.MoveToOuterDisposeScope();
        }
    }
}
