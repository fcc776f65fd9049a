using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit.Simd;

/// <summary>One thread with vectors. Rows of tokens are padded to whole vectors; dimensions are whole numbers of vectors as they are.</summary>
internal sealed class VectorMachine : KernelMachine
{
    public override bool SumsInLoops => true;

    public override bool ReadsTransposed => false;

    public override bool IsDirect(Shape shape) => shape.Columns.Kind == ExtentKind.Dimension;

    public override string Stride(Shape shape, bool isOwn, Func<Extent, string> size) => shape.Columns.Kind switch
    {
        ExtentKind.Tokens => "strideB",
        ExtentKind.Keys => "strideE",
        _ => size(shape.Columns),
    };

    public override string Floats(Shape shape, Func<Extent, string> size)
        => shape.Columns.IsOne ? $"RoundUp({size(shape.Rows)}) + 16"
            : shape.Rows.IsOne ? $"RoundUp({size(shape.Columns)}) + 16"
            : $"{size(shape.Rows)} * {Stride(shape, true, size)} + 16";

    public override IReadOnlyList<string> Words { get; } =
    [
        "S", "V", "strideB", "strideE", "sizes", "arena", "Lanes", "Zero", "RoundUp", "Load", "Store", "Broadcast", "LaneSums", "LaneMaxima", "Lower", "Ptr",
    ];
}
