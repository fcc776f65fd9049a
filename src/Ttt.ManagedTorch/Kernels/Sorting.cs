using System.Numerics;

namespace TorchSharp;

/// <summary>Stable sorting of lines along one dimension of a contiguous tensor; NaN counts as largest.</summary>
internal static unsafe class Sorting
{
    /// <summary>Writes the first <paramref name="keep"/> elements of each sorted line and their positions.</summary>
    public static void Run(TensorImpl values, TensorImpl indices, TensorImpl x, DimView view, long keep, bool descending) =>
        DType.Run(x.DType, new Job(values, indices, x, view, keep, descending), "sort");

    private readonly struct Job(TensorImpl values, TensorImpl indices, TensorImpl x, DimView view, long keep, bool descending) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            var line = new T[view.N];
            var order = new long[view.N];
            var comparer = Comparer<long>.Create(Compare(line, descending));
            for (long o = 0; o < view.Outer; o++)
            {
                for (long i = 0; i < view.Inner; i++)
                {
                    T* from = (T*)x.Data + (o * view.N * view.Inner) + i, to = (T*)values.Data + (o * keep * view.Inner) + i;
                    long* at = (long*)indices.Data + (o * keep * view.Inner) + i;
                    for (long k = 0; k < view.N; k++)
                    {
                        line[k] = from[k * view.Inner];
                        order[k] = k;
                    }
                    Array.Sort(order, comparer);
                    for (long k = 0; k < keep; k++)
                    {
                        to[k * view.Inner] = line[order[k]];
                        at[k * view.Inner] = order[k];
                    }
                }
            }
            GC.KeepAlive(x);
            GC.KeepAlive(values);
            GC.KeepAlive(indices);
        }

        // Equal elements keep their order.
        private static Comparison<long> Compare<T>(T[] line, bool descending) where T : unmanaged, INumber<T> => (a, b) =>
        {
            bool x = T.IsNaN(line[a]), y = T.IsNaN(line[b]);
            int order = x || y ? x.CompareTo(y) : line[a].CompareTo(line[b]);
            return order == 0 ? a.CompareTo(b) : descending ? -order : order;
        };
    }
}
