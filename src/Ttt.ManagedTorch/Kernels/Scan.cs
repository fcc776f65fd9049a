using System.Numerics;

namespace TorchSharp;

/// <summary>Running sums and products along one dimension of a contiguous tensor.</summary>
internal static unsafe class Scan
{
    public static void Run(TensorImpl y, TensorImpl x, DimView view, bool product) => DType.Run(y.DType, new Job(y, x, view, product), product ? "cumprod" : "cumsum");

    private readonly struct Job(TensorImpl y, TensorImpl x, DimView view, bool product) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            T* from = (T*)x.Data, to = (T*)y.Data;
            for (long o = 0; o < view.Outer; o++)
            {
                for (long k = 0; k < view.N; k++, from += view.Inner, to += view.Inner)
                {
                    if (k == 0)
                    {
                        Buffer.MemoryCopy(from, to, view.Inner * sizeof(T), view.Inner * sizeof(T));
                        continue;
                    }
                    for (long i = 0; i < view.Inner; i++) to[i] = product ? to[i - view.Inner] * from[i] : to[i - view.Inner] + from[i];
                }
            }
            GC.KeepAlive(x);
            GC.KeepAlive(y);
        }
    }
}
