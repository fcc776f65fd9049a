using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit.Cuda;

/// <summary>A block of threads that share rows and columns.</summary>
internal sealed class ThreadMachine : KernelMachine
{
    public override bool SumsInLoops => false;

    public override bool ReadsTransposed => true;

    public override bool IsDirect(Shape shape) => true;

    public override bool IsFetched(Shape shape) => shape.Rows.IsTokens && !shape.Columns.IsOne;

    public override bool Delivers => true;

    /// <summary>Rows in shared memory are four numbers apart: threads that read a column of eight rows, as tensor cores want it, then read from different banks.</summary>
    public override string Stride(Shape shape, bool isOwn, Func<Extent, string> size)
        => isOwn && !shape.Rows.IsOne && !shape.Columns.IsOne ? $"({size(shape.Columns)} + 4)" : size(shape.Columns);

    public override string Floats(Shape shape, Func<Extent, string> size)
        => shape.Rows.IsOne ? size(shape.Columns) : shape.Columns.IsOne ? size(shape.Rows) : $"{size(shape.Rows)} * {Stride(shape, true, size)}";

    /// <summary>Not every compiler of C++ takes letters beyond ASCII.</summary>
    public override string Spell(string name) => string.Concat(name.Select(c => c < 128 ? c.ToString() : "u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture)));

    public override IReadOnlyList<string> Words { get; } =
    [
        "t", "Sizes", "Arena", "arena", "take", "resize", "RowSum", "RowMaximum", "Infinity", "NotANumber", "Lanes", "Triangle",
        // C++ has these beyond C#.
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "compl", "constexpr", "decltype", "delete", "export", "friend", "inline", "linux", "mutable", "noexcept",
        "not", "not_eq", "nullptr", "or", "or_eq", "register", "signed", "static_assert", "template", "thread_local", "typedef", "typeid", "typename", "union", "unix", "unsigned", "wchar_t",
        "xor", "xor_eq", "blockIdx", "threadIdx", "blockDim", "gridDim", "warpSize",
    ];
}
