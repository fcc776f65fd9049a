using System.Numerics;

namespace TorchSharp;

/// <summary>Layer normalisation of rows of length n, forward and backward.</summary>
static unsafe class LayerNormKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    // Fixed, so that sums over rows do not depend on the number of threads.
    public const long RowsPerBlock = 64;

    /// <summary>y = (x − mean)·rstd·w + b; keeps mean and rstd of each row. w and b may be null.</summary>
    public static void Forward(T* x, T* w, T* b, T* y, T* mean, T* rstd, long rows, long n, double eps)
    {
        var epsilon = T.CreateTruncating(eps);
        Parallel.For(rows, Math.Max(1, Parallel.MinimumWork / (8 * Math.Max(1, n))), (from, to) =>
        {
            for (var r = from; r < to; r++)
            {
                var m = Rows<T>.Sum(x + r * n, n) / T.CreateTruncating(n);
                var s = T.One / T.Sqrt(Rows<T>.SquaredDeviation(x + r * n, n, m) / T.CreateTruncating(n) + epsilon);
                (mean[r], rstd[r]) = (m, s);
                Normalise(x + r * n, w, b, y + r * n, n, m, s);
            }
        });
    }

    static void Normalise(T* x, T* w, T* b, T* y, long n, T mean, T rstd)
    {
        var (m, s) = (new Vector<T>(mean), new Vector<T>(rstd));
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
        {
            var v = (Vector.Load(x + i) - m) * s;
            if (w != null) v *= Vector.Load(w + i);
            if (b != null) v += Vector.Load(b + i);
            v.Store(y + i);
        }
        for (; i < n; i++)
        {
            var v = (x[i] - mean) * rstd;
            if (w != null) v *= w[i];
            if (b != null) v += b[i];
            y[i] = v;
        }
    }

    /// <summary>dx of every row; per block of rows the sums for dw and db, laid out [blocks, 2, n]. dx or sums may be null.</summary>
    public static void Backward(T* g, T* x, T* w, T* mean, T* rstd, T* dx, T* sums, long rows, long n)
    {
        Parallel.For((rows + RowsPerBlock - 1) / RowsPerBlock, 1, (from, to) =>
        {
            for (var block = from; block < to; block++)
            {
                T* dw = sums + 2 * block * n, db = dw + n;
                for (var r = block * RowsPerBlock; r < Math.Min(rows, (block + 1) * RowsPerBlock); r++)
                {
                    if (dx != null) InputRow(g + r * n, x + r * n, w, dx + r * n, n, mean[r], rstd[r]);
                    if (sums != null) ParameterRow(g + r * n, x + r * n, dw, db, n, mean[r], rstd[r]);
                }
            }
        });
    }

    // dx = rstd (gw − mean(gw) − x̂ mean(gw x̂)), gw = g∘w.
    static void InputRow(T* g, T* x, T* w, T* dx, long n, T mean, T rstd)
    {
        var (m, s) = (new Vector<T>(mean), new Vector<T>(rstd));
        var (sum, dot) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
        {
            var gw = w == null ? Vector.Load(g + i) : Vector.Load(g + i) * Vector.Load(w + i);
            sum += gw;
            dot += gw * ((Vector.Load(x + i) - m) * s);
        }
        var (a, b) = (Vector.Sum(sum), Vector.Sum(dot));
        for (; i < n; i++)
        {
            var gw = w == null ? g[i] : g[i] * w[i];
            a += gw;
            b += gw * ((x[i] - mean) * rstd);
        }
        a /= T.CreateTruncating(n);
        b /= T.CreateTruncating(n);
        for (i = 0; i + Vector<T>.Count <= n; i += Vector<T>.Count)
        {
            var gw = w == null ? Vector.Load(g + i) : Vector.Load(g + i) * Vector.Load(w + i);
            ((gw - new Vector<T>(a) - (Vector.Load(x + i) - m) * s * b) * s).Store(dx + i);
        }
        for (; i < n; i++)
            dx[i] = ((w == null ? g[i] : g[i] * w[i]) - a - (x[i] - mean) * rstd * b) * rstd;
    }

    static void ParameterRow(T* g, T* x, T* dw, T* db, long n, T mean, T rstd)
    {
        var (m, s) = (new Vector<T>(mean), new Vector<T>(rstd));
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
        {
            var gv = Vector.Load(g + i);
            (Vector.Load(dw + i) + gv * ((Vector.Load(x + i) - m) * s)).Store(dw + i);
            (Vector.Load(db + i) + gv).Store(db + i);
        }
        for (; i < n; i++)
        {
            dw[i] += g[i] * ((x[i] - mean) * rstd);
            db[i] += g[i];
        }
    }

    /// <summary>Adds the sums of the blocks in order.</summary>
    public static void Reduce(T* sums, long blocks, long n, T* dw, T* db)
    {
        for (var block = 0L; block < blocks; block++)
        {
            if (dw != null) Rows<T>.Add(dw, sums + 2 * block * n, n);
            if (db != null) Rows<T>.Add(db, sums + (2 * block + 1) * n, n);
        }
    }
}
