using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>A value in memory: of the graph, or a transposed copy of one.</summary>
internal readonly record struct Place(int Id, bool Turned = false);

/// <summary>One stretch of a kernel's work.</summary>
internal abstract class KernelStep
{
    /// <summary>The values in memory that it writes.</summary>
    public abstract IEnumerable<Place> Writes { get; }

    /// <summary>The values in memory that it reads.</summary>
    public abstract IEnumerable<Place> Reads { get; }
}

/// <summary>Result = Init ± the sums of the rows of values that a loop computes or reads.</summary>
internal sealed record LoopSum(int Result, Place? Init, IReadOnlyList<(int Rows, bool Subtract)> Terms);

/// <summary>Elementwise operations, row reductions and column sums of one space, in one pass over its rows.</summary>
internal sealed class LoopStep(Shape space) : KernelStep
{
    public Shape Space { get; } = space;

    /// <summary>The values in the order of their computation.</summary>
    public List<int> Values { get; } = new();

    /// <summary>Sums over the rows, which grow in memory while the rows pass.</summary>
    public List<LoopSum> Sums { get; } = new();

    /// <summary>Filled once all is scheduled: the values others read, and the values of others that it reads.</summary>
    public List<Place> Stored { get; } = new();

    public List<Place> Loaded { get; } = new();

    /// <summary>Stored values that take the place of a loaded one: they are stored once all is loaded.</summary>
    public HashSet<Place> Replacing { get; } = new();

    public override IEnumerable<Place> Writes => Stored.Concat(Sums.Select(s => new Place(s.Result)));

    public override IEnumerable<Place> Reads => Loaded.Concat(Sums.Where(s => s.Init is not null).Select(s => s.Init!.Value));
}

/// <summary>Result = Init ± Left·Right, Left transposed on request; Right too where the machine reads it so.</summary>
internal sealed class ProductStep(Place result, Place left, bool transposeLeft, Place right, Place? init, bool subtract, LeftTriangle triangle) : KernelStep
{
    public Place Result => result;

    public Place Left => left;

    public bool TransposeLeft => transposeLeft;

    public Place Right => right;

    public bool TransposeRight { get; init; }

    public Place? Init => init;

    public bool Subtract => subtract;

    public LeftTriangle Triangle => triangle;

    public override IEnumerable<Place> Writes => [result];

    public override IEnumerable<Place> Reads => init is { } start ? [left, right, start] : [left, right];
}

/// <summary>What of a product need not be computed.</summary>
internal enum LeftTriangle
{
    None,
    LeftLower,
    LeftUpper,
    ResultLower,
}

/// <summary>A transposed copy.</summary>
internal sealed class TransposeStep(Place from, Place to) : KernelStep
{
    public Place From => from;

    public Place To => to;

    public override IEnumerable<Place> Writes => [to];

    public override IEnumerable<Place> Reads => [from];
}

/// <summary>Result = Init ± the sum of the rows of Rows.</summary>
internal sealed class ColumnSumStep(int result, Place rows, Place? init, bool subtract) : KernelStep
{
    public int Result => result;

    public Place Rows => rows;

    public Place? Init => init;

    public bool Subtract => subtract;

    public override IEnumerable<Place> Writes => [new(result)];

    public override IEnumerable<Place> Reads => init is { } start ? [rows, start] : [rows];
}

/// <summary>A function of the runtime library.</summary>
internal sealed class CallStep(int result, Place[] operands, IReadOnlyList<(string Name, Shape Shape)> scratch) : KernelStep
{
    public int Result => result;

    public Place[] Operands => operands;

    /// <summary>Values that the function works on and nobody reads.</summary>
    public IReadOnlyList<(string Name, Shape Shape)> Scratch => scratch;

    public override IEnumerable<Place> Writes => [new(result)];

    public override IEnumerable<Place> Reads => operands;
}
