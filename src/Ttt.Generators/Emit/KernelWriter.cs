using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit;

/// <summary>
/// Writes the four methods of a kernel on whatever machine: slow parameters are read once, the carried values come in, a mini-batch runs, the carried values go out.
/// Their statements call the machine's library, whose functions have the same names on every machine.
/// </summary>
internal abstract class KernelWriter
{
    protected KernelWriter(KernelGraph kernel, KernelSignature signature, KernelNames names, KernelMachine machine)
    {
        (Kernel, Graph, Signature, Names) = (kernel, kernel.Graph, signature, names);
        Schedule = KernelSchedule.Of(kernel, machine);
        Memory = new(kernel, Schedule, signature, names);
    }

    protected KernelGraph Kernel { get; }

    protected Graph Graph { get; }

    protected KernelSignature Signature { get; }

    protected KernelNames Names { get; }

    protected KernelSchedule Schedule { get; }

    protected KernelMemory Memory { get; }

    /// <summary>The place that is none.</summary>
    protected abstract string Nowhere { get; }

    protected abstract void Loop(SourceWriter writer, LoopStep step);

    protected abstract string Product(ProductStep step);

    /// <summary>Operands and result of a ridge regression's solve, with the strides that the machine's function asks for.</summary>
    protected abstract IEnumerable<string> RidgeArguments(CallStep step);

    /// <summary>Has a value computed at a place of the caller's, or at ours where the caller has none.</summary>
    protected abstract string Either(int output, string place, OwnRows own);

    /// <summary>What is said after every step of a kernel that runs again and again.</summary>
    protected virtual void AfterStep(SourceWriter writer, KernelStep step) { }

    protected void Prepare(SourceWriter writer)
    {
        foreach (var (id, input) in Graph.Inputs().Where(i => i.Input.Role == InputRole.Slow))
            Bind(writer, id, input, $"slow[{Signature.Slow[input.Name]}]");
        foreach (var step in Schedule.Prepare)
            Step(writer, step);
    }

    protected void Carried(SourceWriter writer, bool load)
    {
        for (var i = 0; i < Kernel.Carries.Count; i++)
        {
            var name = Kernel.Carries[i].Input;
            foreach (var (id, input) in Graph.Inputs().Where(x => x.Input.Name == name))
            {
                var (own, shape) = (Memory.At(new(id)), input.Shape);
                var turned = Kernel.Turned.Contains(name);
                writer.Line(turned ? load ? Turn(shape.Transposed, $"carried[{i}]", null, own, new(id)) : Turn(shape, own, new(id), $"carried[{i}]", null)
                    : load ? Copy(shape, $"carried[{i}]", null, own, new(id)) : Copy(shape, own, new(id), $"carried[{i}]", null));
            }
            if (!load && Graph.Inputs().All(x => x.Input.Name != name) && Graph.Find(Kernel.Carries[i].Output) is { } output)
                writer.Line(Out(output, $"carried[{i}]", null));
        }
    }

    protected void Run(SourceWriter writer)
    {
        var carried = Kernel.Carries.Select(c => c.Input).ToArray();
        foreach (var (id, input) in Graph.Inputs().Where(i => i.Input.Role != InputRole.Slow && !carried.Contains(i.Input.Name) && !Memory.IsFetched(i.Id)))
            Bind(writer, id, input, $"inputs[{Signature.Inputs[input.Name]}]");
        foreach (var pair in Memory.DirectOutputs)
        {
            var (field, output) = (Memory.At(new(pair.Key)), $"outputs[{Signature.Outputs[pair.Value]}]");
            writer.Line(Memory.Own(pair.Key) is { } own ? Either(pair.Key, output, own) : $"{field} = {output};");
        }
        foreach (var step in Schedule.Step)
        {
            Step(writer, step);
            if (Kernel.Carries.Count > 0)
                AfterStep(writer, step);
        }
        foreach (var output in Graph.Outputs.Where(o => Signature.Outputs.ContainsKey(o.Name) && !Memory.DirectOutputs.Any(d => d.Key == o.Id && d.Value == o.Name)))
            writer.Line(Out(output.Id, $"outputs[{Signature.Outputs[output.Name]}]", null));
        foreach (var carry in Kernel.Carries.Where(c => !Memory.IsInPlace(c)))
        {
            var output = Graph.Output(carry.Output);
            foreach (var (id, _) in Graph.Inputs().Where(i => i.Input.Name == carry.Input && i.Id != output))
                writer.Line(Out(output, Memory.At(new(id)), new(id)));
        }
    }

    protected string Init(Place? init) => init is { } place ? Memory.At(place) : Nowhere;

    protected static string Truth(bool value) => value ? "true" : "false";

    /// <summary>A copy; a place that is null is in the caller's memory.</summary>
    private string Copy(Shape shape, string from, Place? source, string to, Place? target)
    {
        var (rows, columns) = (Names.Size(shape.Rows), Names.Size(shape.Columns));
        return Names.IsDirect(shape) && !shape.Rows.IsOne ? $"Copy({rows}, {columns}, {from}, {Stride(shape, source)}, {to}, {Stride(shape, target)});"
            : $"CopyExact({(shape.Rows.IsOne ? columns : rows)}, {from}, {to});";
    }

    private string Turn(Shape shape, string from, Place? source, string to, Place? target)
        => $"Transpose({Names.Size(shape.Rows)}, {Names.Size(shape.Columns)}, {from}, {Stride(shape, source)}, {to}, {Stride(shape.Transposed, target)});";

    private string Stride(Shape shape, Place? place) => place is { } own ? Memory.Stride(own) : Names.Stride(shape, isOwn: false);

    private void Bind(SourceWriter writer, int id, Input input, string source)
        => writer.Line(Names.IsDirect(input.Shape) ? $"{Memory.At(new(id))} = {source};" : Copy(input.Shape, source, null, Memory.At(new(id)), new(id)));

    private string Out(int id, string to, Place? target)
    {
        var shape = Graph[id].Shape;
        return Graph[id].Op is Const c ? $"Fill({(target is null ? $"{Names.Size(shape.Rows)} * {Names.Size(shape.Columns)}" : Names.Floats(shape))}, {to}, {NameScope.Literal(c.Value)}f);"
            : Copy(shape, Memory.At(new(id)), new(id), to, target);
    }

    private void Step(SourceWriter writer, KernelStep step)
    {
        switch (step)
        {
            case LoopStep loop:
                Loop(writer, loop);
                return;
            case ProductStep product:
                writer.Line(Product(product));
                return;
            case TransposeStep transpose:
                var shape = Memory.ShapeOf(transpose.From);
                writer.Line($"Transpose({Names.Size(shape.Rows)}, {Names.Size(shape.Columns)}, {Memory.At(transpose.From)}, {Memory.Stride(transpose.From)}, {Memory.At(transpose.To)}, {Memory.Stride(transpose.To)});");
                return;
            case ColumnSumStep sum:
                var rows = Memory.ShapeOf(sum.Rows);
                writer.Line($"ColumnSums({Names.Size(rows.Rows)}, {Names.Size(rows.Columns)}, {Memory.At(sum.Rows)}, {Memory.Stride(sum.Rows)}, {Memory.At(new(sum.Result))}, {Init(sum.Init)}, {Truth(sum.Subtract)});");
                return;
            case CallStep call:
                writer.Line(Call(call));
                return;
        }
    }

    private string Call(CallStep step)
    {
        var node = Graph[step.Result];
        var (rows, columns) = (Names.Size(node.Shape.Rows), Names.Size(node.Shape.Columns));
        var (to, args) = (Memory.At(new(step.Result)), step.Operands.Select(o => Memory.At(o)).ToArray());
        var (stride, strides) = (Memory.Stride(new(step.Result)), step.Operands.Select(Memory.Stride).ToArray());
        return node.Op switch
        {
            CumProd => $"CumulativeProduct({rows}, {args[0]}, {to});",
            Retained => $"Retained({rows}, {args[0]}, {to}, {stride});",
            SolveLower s => $"SolveLower({rows}, {columns}, {args[0]}, {strides[0]}, {args[1]}, {strides[1]}, {to}, {stride}, {Truth(s.Transpose)});",
            ShiftRows s => $"Shift({rows}, {columns}, {args[0]}, {strides[0]}, {to}, {stride}, {Truth(s.Up)}, {NameScope.Literal(s.Fill)}f);",
            RidgeSolve => $"SolveRidge({rows}, {columns}, {string.Join(", ", RidgeArguments(step).Concat(Memory.Scratch(step)))});",
            _ => throw new System.InvalidOperationException($"{node.Op.Hint} has no kernel function."),
        };
    }
}
