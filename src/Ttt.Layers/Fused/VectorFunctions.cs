using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ttt.Layers;

/// <summary>Functions of float32 vectors with a relative error below 3e-7.</summary>
static class VectorFunctions
{
    // Beyond this, 1 + exp(x) is exp(x), and exp(x) stays finite.
    const float Limit = 87;

    /// <summary>1 / (1 + exp(−x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + BoundedExp(-x));

    // exp(x) = 2^n · exp(t), |t| ≤ ln 2 / 2; x beyond the limits counts as the limit, NaN stays NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> BoundedExp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new(-Limit)), new(Limit));
        var n = Vector.Round(x * new Vector<float>(1.44269504f));
        var t = Vector.MultiplyAddEstimate(n, new(-0.693359375f), x);
        t = Vector.MultiplyAddEstimate(n, new(2.12194440e-4f), t);
        var p = Vector.MultiplyAddEstimate(t, new(1 / 5040f), new(1 / 720f));
        p = Vector.MultiplyAddEstimate(p, t, new(1 / 120f));
        p = Vector.MultiplyAddEstimate(p, t, new(1 / 24f));
        p = Vector.MultiplyAddEstimate(p, t, new(1 / 6f));
        p = Vector.MultiplyAddEstimate(p, t, new(0.5f));
        p = Vector.MultiplyAddEstimate(p, t, Vector<float>.One);
        p = Vector.MultiplyAddEstimate(p, t, Vector<float>.One);
        return p * Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32Native(n) + new Vector<int>(127), 23));
    }
}
