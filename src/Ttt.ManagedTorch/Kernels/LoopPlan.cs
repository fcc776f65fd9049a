using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>An inner loop over one dimension: operand pointers and their steps in bytes.</summary>
internal unsafe interface IInnerLoop
{
    void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3);
}

/// <summary>
/// Iteration over up to four strided operands of one shape: dimensions ordered by the first operand's strides and merged where memory allows.
/// Strides are in bytes; a broadcast dimension has stride 0.
/// </summary>
internal unsafe struct LoopPlan
{
    public const int MaxRank = 16;

    private fixed long _size[MaxRank];
    private fixed long _s0[MaxRank];
    private fixed long _s1[MaxRank];
    private fixed long _s2[MaxRank];
    private fixed long _s3[MaxRank];

    public int Rank { get; private set; }

    public long Numel { get; private set; }

    /// <summary>Adds the dimensions of <paramref name="shape"/>; null operands are absent.</summary>
    public static void Build(out LoopPlan plan, ReadOnlySpan<long> shape, TensorImpl? a, TensorImpl? b = null, TensorImpl? c = null, TensorImpl? d = null)
    {
        Unsafe.SkipInit(out plan);
        if (shape.Length > MaxRank) throw new ExternalException($"tensors of more than {MaxRank} dimensions are not supported; shape {Shapes.Text(shape)}");
        plan.Rank = 0;
        plan.Numel = Shapes.Numel(shape);
        for (int i = 0; i < shape.Length; i++)
            if (shape[i] != 1)
                plan.Insert(shape[i], Step(a, shape.Length, i), Step(b, shape.Length, i), Step(c, shape.Length, i), Step(d, shape.Length, i));
        plan.Merge();
    }

    // Stride of an operand that is aligned at the last dimension and broadcast elsewhere.
    private static long Step(TensorImpl? impl, int rank, int dim)
    {
        if (impl is null) return 0;
        int own = dim - (rank - impl.Rank);
        return own < 0 || impl.Shape[own] == 1 ? 0 : impl.Strides[own] * DTypes.Size(impl.DType);
    }

    // Keeps dimensions sorted: large strides of the first operand outside.
    private void Insert(long size, long s0, long s1, long s2, long s3)
    {
        int at = Rank++;
        while (at > 0 && Before(s0, s1, s2, at - 1))
        {
            _size[at] = _size[at - 1];
            _s0[at] = _s0[at - 1];
            _s1[at] = _s1[at - 1];
            _s2[at] = _s2[at - 1];
            _s3[at] = _s3[at - 1];
            at--;
        }
        _size[at] = size;
        _s0[at] = s0;
        _s1[at] = s1;
        _s2[at] = s2;
        _s3[at] = s3;
    }

    private bool Before(long s0, long s1, long s2, int other)
    {
        if (s0 != 0 && _s0[other] != 0) return s0 > _s0[other];
        if (s1 != 0 && _s1[other] != 0) return s1 > _s1[other];
        return s2 != 0 && _s2[other] != 0 && s2 > _s2[other];
    }

    private void Merge()
    {
        if (Rank <= 1) return;
        int kept = 0;
        for (int i = 1; i < Rank; i++)
        {
            long n = _size[i];
            if (_s0[kept] == _s0[i] * n && _s1[kept] == _s1[i] * n && _s2[kept] == _s2[i] * n && _s3[kept] == _s3[i] * n)
            {
                _size[kept] *= n;
            }
            else
            {
                kept++;
                _size[kept] = n;
            }
            _s0[kept] = _s0[i];
            _s1[kept] = _s1[i];
            _s2[kept] = _s2[i];
            _s3[kept] = _s3[i];
        }
        Rank = kept + 1;
    }

    /// <summary>Runs the loop over everything, on several threads where <paramref name="cost"/> (per element, one for an addition) makes that worthwhile.</summary>
    public void Run<TLoop>(in TLoop loop, byte* p0, byte* p1 = null, byte* p2 = null, byte* p3 = null, int cost = 1)
        where TLoop : struct, IInnerLoop
    {
        if (Numel == 0) return;
        if (Rank == 0)
        {
            loop.Run(1, p0, 0, p1, 0, p2, 0, p3, 0);
            return;
        }
        if (Numel * cost < Parallel.MinimumWork || Parallel.Threads == 1)
        {
            RunRange(loop, p0, p1, p2, p3, 0, _size[0]);
            return;
        }
        fixed (LoopPlan* self = &this) RunParallel(self, loop, p0, p1, p2, p3, cost);
    }

    // Apart from Run, so that only this path allocates a closure.
    private static void RunParallel<TLoop>(LoopPlan* plan, TLoop loop, byte* p0, byte* p1, byte* p2, byte* p3, int cost)
        where TLoop : struct, IInnerLoop
    {
        long rowWork = Math.Max(1, plan->Numel / plan->_size[0] * cost);
        Parallel.For(plan->_size[0], Math.Max(1, Parallel.MinimumWork / 2 / rowWork), (from, to) => plan->RunRange(loop, p0, p1, p2, p3, from, to));
    }

    private readonly void RunRange<TLoop>(in TLoop loop, byte* p0, byte* p1, byte* p2, byte* p3, long from, long to)
        where TLoop : struct, IInnerLoop
    {
        p0 += from * _s0[0];
        p1 += from * _s1[0];
        p2 += from * _s2[0];
        p3 += from * _s3[0];
        int inner = Rank - 1;
        if (inner == 0)
        {
            loop.Run(to - from, p0, _s0[0], p1, _s1[0], p2, _s2[0], p3, _s3[0]);
            return;
        }
        long* index = stackalloc long[MaxRank];
        for (int i = 0; i < inner; i++) index[i] = 0;
        long outer = to - from;
        for (int i = 1; i < inner; i++) outer *= _size[i];
        for (; ; )
        {
            loop.Run(_size[inner], p0, _s0[inner], p1, _s1[inner], p2, _s2[inner], p3, _s3[inner]);
            if (--outer == 0) return;
            for (int i = inner - 1; ; i--)
            {
                p0 += _s0[i];
                p1 += _s1[i];
                p2 += _s2[i];
                p3 += _s3[i];
                if (i == 0 || ++index[i] < _size[i]) break;
                index[i] = 0;
                p0 -= _size[i] * _s0[i];
                p1 -= _size[i] * _s1[i];
                p2 -= _size[i] * _s2[i];
                p3 -= _size[i] * _s3[i];
            }
        }
    }
}
