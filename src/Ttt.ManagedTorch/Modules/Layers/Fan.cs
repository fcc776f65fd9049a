using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>PyTorch's default initial values of linear and convolution layers: U(−1/√fan_in, 1/√fan_in).</summary>
static class Fan
{
    public static Parameter UniformWeight(long[] shape, Device? device, ScalarType? dtype)
    {
        var weight = new Parameter(empty(shape, dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        return weight;
    }

    public static Parameter UniformBias(Parameter weight, long size, Device? device, ScalarType? dtype)
    {
        var bias = new Parameter(empty(size, dtype, device));
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        nn.init.uniform_(bias, -bound, bound);
        return bias;
    }
}
