using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>What kernels run on: how it wants the work cut, and values laid out.</summary>
internal abstract class KernelMachine
{
    /// <summary>Loops sum columns while the rows pass; where rows pass side by side, sums are steps of their own.</summary>
    public abstract bool SumsInLoops { get; }

    /// <summary>Products read the right operand's transpose where the operand lies; elsewhere copies are turned.</summary>
    public abstract bool ReadsTransposed { get; }

    /// <summary>Inputs that are read, and outputs that are computed, where the caller has them; the others are copied.</summary>
    public abstract bool IsDirect(Shape shape);

    /// <summary>Rows of the caller that come into memory of the kernel's own while the mini-batch before is computed.</summary>
    public virtual bool IsFetched(Shape shape) => false;

    /// <summary>Results that the kernel reads again are computed in fast memory of its own, where there is some, and delivered from there.</summary>
    public virtual bool Delivers => false;

    /// <summary>Numbers from one row to the next, as text, in a buffer of the kernel or in the caller's memory.</summary>
    public abstract string Stride(Shape shape, bool isOwn, Func<Extent, string> size);

    /// <summary>Numbers that a value takes in a buffer, as text.</summary>
    public abstract string Floats(Shape shape, Func<Extent, string> size);

    /// <summary>A name in letters that the language has.</summary>
    public virtual string Spell(string name) => name;

    /// <summary>Words of the language and of the library that no value may be called by.</summary>
    public abstract IReadOnlyList<string> Words { get; }
}
