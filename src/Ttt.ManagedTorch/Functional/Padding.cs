using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Pads the last dimensions by (left, right) pairs, last dimension first; negative sizes cut.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                if (pad.Length % 2 != 0)
                    throw new ExternalException("Padding length must be divisible by 2");
                if (pad.Length / 2 > input.Impl.Rank)
                    throw new ExternalException($"Padding length should be less than or equal to two times the input dimension but got padding length {pad.Length} and input of dimension {input.Impl.Rank}");
                if (mode is PaddingModes.Constant or PaddingModes.Zeros)
                    return PadOp.Constant(input, pad, mode is PaddingModes.Zeros ? 0 : value);
                using var scope = NewDisposeScope();
                var result = input.alias();
                for (var i = 0; i < pad.Length / 2; i++)
                    result = PadOp.ByIndex(result, input.Impl.Rank - 1 - i, pad[2 * i], pad[2 * i + 1], mode);
                return result.MoveToOuterDisposeScope();
            }

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad, pad], mode, value);
        }
    }
}
