namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>x Φ(x), exact or by the tanh approximation.</summary>
        public Tensor gelu(Modules.GELU.Approximate approximate)
            => approximate == Modules.GELU.Approximate.tanh ? RealInput<GeluTanhOp>("GeluBackward", static (node, grad) => FusedGradient.GeluTanh(grad, node[0])) : gelu();
    }
}
