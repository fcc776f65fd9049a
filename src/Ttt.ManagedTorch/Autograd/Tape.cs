using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The gradient with respect to one input, given the one of the output. Null means zero.</summary>
internal delegate Tensor? GradientRule(OpNode node, Tensor grad);

/// <summary>The gradients with respect to all inputs at once; leave null what <see cref="Node.Needs"/> does not ask for.</summary>
internal delegate void FusedRule(OpNode node, Tensor grad, Tensor?[] inputGrads);

/// <summary>Recording of operations for reverse mode. Gradients that are larger than an input by broadcasting are summed by the engine.</summary>
internal static class Tape
{
    public static bool Tracks(Tensor a) => GradMode.Enabled && a.Impl.RequiresGrad;

    public static bool Tracks(Tensor a, Tensor b) => GradMode.Enabled && (a.Impl.RequiresGrad || b.Impl.RequiresGrad);

    public static bool Tracks(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!GradMode.Enabled) return false;
        foreach (var input in inputs)
            if (input is not null && input.Impl.RequiresGrad) return true;
        return false;
    }

    /// <summary>What to save for another input's gradient: nothing where that input needs none.</summary>
    public static Tensor? For(Tensor input, Tensor saved) => input.Impl.RequiresGrad ? saved : null;

    public static Edge[] Edges(ReadOnlySpan<Tensor?> inputs)
    {
        var edges = new Edge[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i] is { } input && input.Impl.RequiresGrad) edges[i] = input.Impl.GradEdge();
        return edges;
    }

    /// <summary>Records <paramref name="result"/> with one rule per input. A saved tensor that is the result itself is kept as an output.</summary>
    public static Tensor Record(Tensor result, string name, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor?> saved, ReadOnlySpan<GradientRule> rules, object? state = null)
    {
        var node = new OpNode(name, Edges(inputs), Save(result, saved), rules.ToArray(), null, state, false);
        result.Impl.SetGradFn(node, 0);
        return result;
    }

    /// <summary>Records <paramref name="result"/> with one rule for all inputs. A rule that is not made of tensor operations cannot be differentiated again: say so with <paramref name="once"/>.</summary>
    public static Tensor RecordFused(Tensor result, string name, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor?> saved, FusedRule rule, object? state = null, bool once = false)
    {
        var node = new OpNode(name, Edges(inputs), Save(result, saved), null, rule, state, once);
        result.Impl.SetGradFn(node, 0);
        return result;
    }

    internal static SavedTensor?[] Save(Tensor result, ReadOnlySpan<Tensor?> saved)
    {
        if (saved.Length == 0) return [];
        var kept = new SavedTensor?[saved.Length];
        for (int i = 0; i < saved.Length; i++)
            kept[i] = ReferenceEquals(saved[i], result) ? SavedTensor.Output(result) : SavedTensor.Of(saved[i]);
        return kept;
    }
}

/// <summary>An operation whose gradient is given by rules over its saved tensors.</summary>
internal sealed class OpNode(string name, Edge[] inputs, SavedTensor?[] saved, GradientRule[]? rules, FusedRule? fused, object? state, bool once)
    : Node(inputs, 1)
{
    public override string Name => name;

    /// <summary>What the operation needs besides tensors.</summary>
    public object? State => state;

    /// <summary>Saved tensor <paramref name="index"/>, with its history.</summary>
    public Tensor this[int index] =>
        (saved[index] ?? throw new InvalidOperationException($"{name} saved no tensor {index}")).Unpack(this);

    public bool Has(int index) => saved[index] is not null;

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        if (outputGrads[0] is not { } grad) return;
        if (fused is not null)
        {
            if (once && GradMode.Enabled)
                throw new ExternalException($"{name} is differentiable only once: its backward is a fused kernel. Compose it from elementary operations for create_graph: true.");
            fused(this, grad, inputGrads);
            return;
        }
        for (int i = 0; i < inputGrads.Length; i++)
            if (Needs(i)) inputGrads[i] = rules![i](this, grad);
    }

    public override void ReleaseSaved()
    {
        foreach (var item in saved) item?.Release();
    }
}
