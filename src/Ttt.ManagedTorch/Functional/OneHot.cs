using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Int64 tensor with a last dimension of classes, 1 at the class and 0 elsewhere; −1 classes means the largest plus one.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.Impl.DType != ScalarType.Int64)
                    throw new ExternalException($"one_hot is only applicable to index tensor of type Long, got {DTypes.Name(x.Impl.DType)}.");
                using var dense = Dense.Of(x);
                var classes = MemoryMarshal.Cast<byte, long>(dense.bytes);
                if (classes.IsEmpty && num_classes <= 0)
                    throw new ExternalException("Can not infer total number of classes from empty tensor.");
                var largest = -1L;
                foreach (var one in classes)
                {
                    if (one < 0)
                        throw new ExternalException("Class values must be non-negative.");
                    largest = Math.Max(largest, one);
                }
                if (num_classes == -1)
                    num_classes = largest + 1;
                if (largest >= num_classes)
                    throw new ExternalException($"Class values must be smaller than num_classes: {largest} in {num_classes} classes.");
                var result = zeros([.. x.Impl.Shape, num_classes], ScalarType.Int64);
                var ones = MemoryMarshal.Cast<byte, long>(result.bytes);
                for (var i = 0; i < classes.Length; i++)
                    ones[(int)(i * num_classes + classes[i])] = 1;
                return result;
            }
        }
    }
}
