using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What every in-place operation does around its kernel.</summary>
internal static class InPlace
{
    /// <summary>Refuses to change a leaf whose gradient is wanted.</summary>
    public static void Check(Tensor self)
    {
        var impl = self.Impl;
        if (!GradMode.Enabled || !impl.RequiresGrad) return;
        if (impl.GradFn is null && impl.Base is null)
            throw new ExternalException("a leaf Variable that requires grad is being used in an in-place operation.");
        if (impl.GradFn is null && impl.Base is { GradFn: null, RequiresGrad: true })
            throw new ExternalException("a view of a leaf Variable that requires grad is being used in an in-place operation.");
        if (impl.Base is { GradFn: null, RequiresGrad: true })
            throw new ExternalException("a view of a leaf Variable that requires grad is being used in an in-place operation.");
    }

    /// <summary>Notes that the memory changed.</summary>
    public static void Bump(Tensor self) => self.Impl.Buffer.Version++;

    /// <summary>Records an in-place operation; its first input is <paramref name="self"/> before the change.</summary>
    public static Tensor Record(Tensor self, string name, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor?> saved, ReadOnlySpan<GradientRule> rules, object? state = null)
    {
        var edges = Tape.Edges(inputs);
        var node = new OpNode(name, edges, Tape.Save(self, saved), rules.ToArray(), null, state, false);
        ViewHistory.Rebase(self.Impl, node);
        return self;
    }
}
