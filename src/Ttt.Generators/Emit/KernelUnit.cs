using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>A kernel of a layer: its name, its graph, and where it finds what it reads and writes.</summary>
internal sealed record KernelUnit(string Name, KernelGraph Graph, KernelSignature Signature, string Summary)
{
    /// <summary>The kernels of a program of whole mini-batches.</summary>
    public static IEnumerable<KernelUnit> Of(ProgramContext context, KernelPrograms kernels)
    {
        const string What = ": one mini-batch of one head of one sequence.";
        var rows = context.Rows().Select(r => r.Name).ToArray();
        var tape = kernels.TapeSlots.Select(t => t.Name).ToArray();
        var slow = context.Slow.Select(s => s.Name).ToArray();
        var inputs = rows.Concat(context.AtBoundary.Select(s => s.Name)).Concat(tape).Concat([Names.Cotangent(Names.Output)]).ToArray();
        yield return new("Forward", kernels.Forward, new(inputs, new[] { Names.Output }.Concat(tape), slow), "Forward" + What);
        if (kernels.States is { } states)
            yield return new("States", states, new(inputs, [], slow), "States from the tape" + What);
        yield return new("Backward", kernels.Backward, new(inputs, rows.Select(Names.Cotangent), slow), "Backward" + What);
    }

    /// <summary>The kernels of one token.</summary>
    public static IEnumerable<KernelUnit> Of(ProgramContext context, TokenKernels kernels)
    {
        const string What = " of one head of one sequence", Past = "The state past a boundary, for one head of one sequence";
        var slow = context.Slow.Select(s => s.Name).ToArray();
        var inputs = context.Rows().Select(r => r.Name).Concat(context.Slots.Select(s => s.Name)).ToArray();
        var outputs = new[] { Names.Output }.Concat(context.Changed.Select(s => Names.Next(s.Name))).ToArray();
        var boundary = context.AtBoundary.Select(s => Names.Next(s.Name)).ToArray();
        yield return new("Decode", kernels.Decode, new(inputs, outputs, slow), "One token" + What + ".");
        if (kernels.Boundary is { } crossed)
            yield return new("Boundary", crossed, new(inputs, boundary, slow), Past + ".");
        if (kernels.Recent is not { } recent)
            yield break;
        var rows = recent.Sums.SelectMany(s => new[] { RecentRows.Left(s.Sum), RecentRows.Right(s.Sum) }).ToArray();
        yield return new("RecentDecode", recent.Decode, new(inputs.Concat(rows), outputs.Concat(rows), slow), "One token" + What + ", with the rows since the boundary in place of their sums.");
        yield return new("RecentBoundary", recent.Boundary, new(inputs.Concat(rows), boundary, slow), Past + ", from the rows since the last.");
    }

    /// <summary>The carried states that backward rebuilds by running the updates in reverse, by their place; null where it needs the states.</summary>
    public static int[]? Reversed(ProgramContext context, KernelPrograms kernels)
        => kernels.States is not null ? null
            : [.. kernels.Backward.Carries.Where(c => c.Input.StartsWith(ReverseUpdates.After(""), StringComparison.Ordinal)).Select(c => Array.FindIndex(context.AtBoundary, s => ReverseUpdates.After(s.Name) == c.Input))];
}
