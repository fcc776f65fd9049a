using Ttt.Layers;

namespace Ttt.Models;

/// <summary>RMSNorm over the last dimension: w ∘ x / sqrt(mean(x²) + ε). Parameter: weight [C].</summary>
public sealed class RmsNorm : torch.nn.Module<Tensor, Tensor>
{
    readonly Parameter weight_C;
    readonly double epsilon;

    public RmsNorm(long width, double epsilon) : base(nameof(RmsNorm))
    {
        this.epsilon = epsilon;
        weight_C = new Parameter(torch.ones(width));
        register_parameter("weight", weight_C);
    }

    public override Tensor forward(Tensor input) => FusedFunctions.RmsNorm(input, get_parameter("weight")!, epsilon);
}
