using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>One value: a primitive applied to earlier values.</summary>
internal sealed record Node(Primitive Op, EquatableArray<int> Args, Shape Shape)
{
    public int Arg(int index) => Args[index];

    public bool Is<T>(out T op)
        where T : Primitive
    {
        op = (Op as T)!;
        return Op is T;
    }

    public override string ToString() => Op.Notation(Args.Select(a => $"%{a}").ToArray()) + " : " + Shape;
}

/// <summary>A named result of a graph.</summary>
internal readonly record struct Output(string Name, int Id);

/// <summary>A macro that was expanded into primitives: emitters may fuse it, Explain prints it by name.</summary>
internal sealed record Region(string Name, int Result, EquatableArray<int> Args);
