using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x Wᵀ + b over the last dimension; weights is [out, in].</summary>
            /// <exception cref="ExternalException">the last dimension of the input is not that of the weights</exception>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearOp.Apply(input, weights, bias);
        }
    }
}
