using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>In training, zeroes elements with probability p and scales the others by 1/(1 − p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (p is < 0 or > 1)
                    throw new ExternalException($"dropout probability has to be between 0 and 1, but got {p}");
                if (!training || p == 0)
                    return input.alias();
                using var mask = Mask(input, p);
                return inplace ? input.mul_(mask).alias() : input.mul(mask);
            }

            static Tensor Mask(Tensor input, double p)
            {
                using var frozen = no_grad();
                if (p == 1)
                    return zeros(input.Impl.Shape, input.Impl.DType);
                using var draw = rand(input.Impl.Shape, input.Impl.DType);
                using var kept = draw.ge(p);
                var mask = kept.to_type(input.Impl.DType);
                return mask.mul_(1 / (1 - p));
            }
        }
    }
}
