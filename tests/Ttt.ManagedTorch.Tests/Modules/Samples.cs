using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests.Modules;

sealed class Block : nn.Module<Tensor, Tensor>
{
    readonly Linear first;
    readonly LayerNorm norm;
    readonly Parameter scale;
    readonly Tensor shift;

    [ComponentName(Name = "second_layer")] readonly Linear second;

    public Block(int width) : base(nameof(Block))
    {
        first = nn.Linear(width, 2 * width);
        norm = nn.LayerNorm(width);
        scale = new Parameter(full(width, 2.0f));
        shift = arange(width, dtype: ScalarType.Float32).DetachFromDisposeScope();
        second = nn.Linear(2 * width, width, hasBias: false);
        RegisterComponents();
    }

    public Parameter Scale => scale;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.silu(first.call(norm.call(input)));
        return (input + second.call(hidden) * scale + shift).MoveToOuterDisposeScope();
    }
}

sealed class Stack : nn.Module<Tensor, Tensor>
{
    readonly Parameter offset;
    readonly ModuleList<Block> blocks;

    public Stack(int width, int depth) : base(nameof(Stack))
    {
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, depth).Select(_ => new Block(width))]);
        offset = new Parameter(zeros(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input + offset;
        foreach (var block in blocks)
            x = block.call(x);
        return x.MoveToOuterDisposeScope();
    }
}
