using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Feed-forward part of a block: down( silu(gate(x)) ∘ up(x) ), without biases.</summary>
public sealed class SwiGlu : torch.nn.Module<Tensor, Tensor>
{
    readonly Linear gate, up, down;

    public SwiGlu(long width, long hidden) : base(nameof(SwiGlu))
    {
        gate = torch.nn.Linear(width, hidden, hasBias: false);
        up = torch.nn.Linear(width, hidden, hasBias: false);
        down = torch.nn.Linear(hidden, width, hasBias: false);
        register_module("gate_proj", gate);
        register_module("up_proj", up);
        register_module("down_proj", down);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = FusedFunctions.SwiGlu(Autocast.Linear(input, gate), Autocast.Linear(input, up));
        return Autocast.Linear(hidden, down).MoveToOuterDisposeScope();
    }
}
