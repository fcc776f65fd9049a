namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Coordinates of the elements that are not zero, one row each, in row-major order.</summary>
        public unsafe Tensor nonzero()
        {
            using var mode = no_grad();
            using var flags = ne(0);
            using var rows = flags.contiguous();
            byte* flag = rows.Impl.Data;
            long count = 0;
            for (long i = 0; i < rows.Impl.Numel; i++) count += flag[i];
            var y = Alloc.New([count, Impl.Rank], ScalarType.Int64);
            long* to = (long*)y.Impl.Data;
            for (long i = 0; i < rows.Impl.Numel; i++)
            {
                if (flag[i] == 0) continue;
                long rest = i;
                for (int d = Impl.Rank - 1; d >= 0; d--)
                {
                    to[d] = rest % Impl.Shape[d];
                    rest /= Impl.Shape[d];
                }
                to += Impl.Rank;
            }
            GC.KeepAlive(rows);
            return y;
        }
    }
}
