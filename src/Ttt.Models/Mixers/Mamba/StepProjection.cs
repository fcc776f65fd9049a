using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The step before its softplus, x W + b, from rank R to the channels E. Parameters: weight [E,R], bias [E].</summary>
/// <remarks>Not a linear layer to those who initialise models: W starts uniform within ±1/√R, and softplus(b) log-uniform within 0.001 … 0.1.</remarks>
sealed class StepProjection : torch.nn.Module<Tensor, Tensor>
{
    const double Smallest = 1e-3, Largest = 0.1, Floor = 1e-4;

    public StepProjection(int rank, int channels) : base(nameof(StepProjection))
    {
        ParameterFactory.Register(this, "weight", () => (torch.rand(channels, rank) * 2 - 1) / Math.Sqrt(rank));
        ParameterFactory.Register(this, "bias", () => InverseSoftplus((torch.rand(channels) * Math.Log(Largest / Smallest) + Math.Log(Smallest)).exp().clamp(Floor)));
    }

    public override Tensor forward(Tensor input)
        => Autocast.Linear(input, get_parameter("weight")!, get_parameter("bias")!);

    static Tensor InverseSoftplus(Tensor x) => x + (1 - (-x).exp()).log();
}
