using System.Numerics;

namespace TorchSharp.Modules;

/// <summary>The update of AdamW for a run of elements, in one pass over memory.</summary>
readonly unsafe record struct AdamStep(double Rate, double Beta1, double Beta2, double Epsilon, double Decay, bool Amsgrad, bool Maximize)
{
    /// <summary>What depends on the number of steps: √(1 − β₂ᵗ) and lr/(1 − β₁ᵗ).</summary>
    public readonly record struct Correction(double Root, double Size);

    public Correction At(long step) => new(Math.Sqrt(1 - Math.Pow(Beta2, step)), Rate / (1 - Math.Pow(Beta1, step)));

    public static void Validate(double lr, double beta1, double beta2, double eps, double weight_decay)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
        if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
    }

    public void Update<T>(T* p, T* g, T* m, T* v, T* max, long count, Correction at) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = Vector<T>.Count;
        var i = 0L;
        for (; i + width <= count; i += width)
        {
            var (pv, mv, vv) = (Vector.Load(p + i), Vector.Load(m + i), Vector.Load(v + i));
            var xv = Amsgrad ? Vector.Load(max + i) : default;
            Element(ref pv, Vector.Load(g + i), ref mv, ref vv, ref xv, at);
            pv.Store(p + i);
            mv.Store(m + i);
            vv.Store(v + i);
            if (Amsgrad) xv.Store(max + i);
        }
        for (; i < count; i++)
        {
            var (pv, mv, vv) = (new Vector<T>(p[i]), new Vector<T>(m[i]), new Vector<T>(v[i]));
            var xv = Amsgrad ? new Vector<T>(max[i]) : default;
            Element(ref pv, new Vector<T>(g[i]), ref mv, ref vv, ref xv, at);
            (p[i], m[i], v[i]) = (pv[0], mv[0], vv[0]);
            if (Amsgrad) max[i] = xv[0];
        }
    }

    void Element<T>(ref Vector<T> p, Vector<T> g, ref Vector<T> m, ref Vector<T> v, ref Vector<T> max, Correction at) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Maximize) g = -g;
        p *= T.CreateTruncating(1 - Rate * Decay);
        m = m * T.CreateTruncating(Beta1) + g * T.CreateTruncating(1 - Beta1);
        v = v * T.CreateTruncating(Beta2) + g * g * T.CreateTruncating(1 - Beta2);
        if (Amsgrad) max = Vector.Max(max, v);
        var denominator = Vector.SquareRoot(Amsgrad ? max : v) / new Vector<T>(T.CreateTruncating(at.Root)) + new Vector<T>(T.CreateTruncating(Epsilon));
        p += m * T.CreateTruncating(-at.Size) / denominator;
    }
}
