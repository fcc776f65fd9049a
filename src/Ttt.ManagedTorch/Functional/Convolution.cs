using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Correlation over the last dimension: input [N, C, L] or [C, L], weight [out, C/groups, k].</summary>
            /// <exception cref="ExternalException">shapes that do not fit</exception>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
            {
                var (step, pad, spread) = (stride ?? 1, padding ?? 0, dilation ?? 1);
                Conv1dOp.Check(input, weight, bias, step, pad, spread, groups);
                using var scope = NewDisposeScope();
                var batched = input.Impl.Rank == 2 ? input.unsqueeze(0) : input;
                var result = Conv1dOp.Apply(batched, weight, bias, step, pad, spread, groups);
                return (input.Impl.Rank == 2 ? result.squeeze(0) : result).MoveToOuterDisposeScope();
            }
        }
    }
}
