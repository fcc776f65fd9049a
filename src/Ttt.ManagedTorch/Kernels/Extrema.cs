using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Largest or smallest element and its position along one dimension of a contiguous tensor. NaN wins; the first of equals is reported.</summary>
internal static unsafe class Extrema
{
    public static void Run(TensorImpl values, TensorImpl indices, TensorImpl x, DimView view, bool largest) =>
        DType.Run(x.DType, new Job(values, indices, x, view, largest), largest ? "max" : "min");

    private readonly struct Job(TensorImpl values, TensorImpl indices, TensorImpl x, DimView view, bool largest) : INumericAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            T* source = (T*)x.Data, best = (T*)values.Data;
            long* at = (long*)indices.Data;
            for (long o = 0; o < view.Outer; o++)
            {
                for (long i = 0; i < view.Inner; i++)
                {
                    T* line = source + (o * view.N * view.Inner) + i;
                    T value = *line;
                    long index = 0;
                    // NaN fails every comparison, so it replaces the best so far and then stays.
                    for (long k = 1; k < view.N; k++)
                    {
                        T candidate = line[k * view.Inner];
                        if (largest ? candidate <= value : candidate >= value) continue;
                        if (T.IsNaN(value)) break;
                        value = candidate;
                        index = k;
                    }
                    best[(o * view.Inner) + i] = value;
                    at[(o * view.Inner) + i] = index;
                }
            }
            GC.KeepAlive(x);
            GC.KeepAlive(values);
            GC.KeepAlive(indices);
        }
    }
}
