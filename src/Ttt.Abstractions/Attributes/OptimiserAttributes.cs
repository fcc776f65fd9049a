namespace Ttt;

/// <summary>
/// A quantity of the inner optimiser, computed from every token: a static method from the layer's input <c>Vec&lt;Model&gt; x</c>, if it wants it the token's key
/// <c>Vec&lt;·&gt; k</c>, and slow parameters. A class may have one for all fast weights, and others for one fast weight each (<see cref="Of"/>).
/// </summary>
public abstract class InnerGateAttribute : Attribute
{
    /// <summary>The C# name of the inner model's fast parameter it belongs to; null: all that have none of their own.</summary>
    public string? Of { get; set; }
}

/// <summary>
/// The inner rate λ of a token, a <see cref="Scalar"/>, or a <see cref="Vec{T}"/> with a rate for each column of the weight. Without one it is BaseRate / D · sigmoid(x·w + b).
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class InnerRateAttribute : InnerGateAttribute;

/// <summary>
/// What a token leaves of the old weights, γ: W ← γ W − step, a <see cref="Scalar"/>. Weight decay a is γ = 1 − a. <see cref="TttLayerAttribute.Decay"/> says whether the
/// gradient is taken at the weights before or after they are multiplied.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RetentionAttribute : InnerGateAttribute;

/// <summary>
/// The momentum gate m, a <see cref="Scalar"/>: S ← m S + λ∇ℓ, W ← γ W − S. With <see cref="TttLayerAttribute.MomentumPer"/> = MiniBatch the buffer moves once a mini-batch.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class MomentumAttribute : InnerGateAttribute;

/// <summary>
/// With <see cref="TttLayerAttribute.Window"/> w: the weight ω of a token in the window loss Σ ω_j ℓ_j of the last w tokens, a <see cref="Scalar"/>. Without one it is 1.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WindowWeightAttribute : InnerGateAttribute;

/// <summary>
/// The new value of a fast weight, from its decayed value w and the step s that gradient descent would subtract: without one, w − s. A static method of w, s and, if it
/// wants them, the layer's initial weights w0 (a third parameter of the same type) and slow parameters; generic in the dimensions
/// (<c>Mat&lt;R, C&gt; Step&lt;R, C&gt;(Mat&lt;R, C&gt; w, Mat&lt;R, C&gt; s)</c>) it serves every fast weight of its kind. Whatever is not linear, such as orthogonalisation,
/// clipping or weight normalisation, belongs here.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class UpdateAttribute : InnerGateAttribute;

/// <summary>
/// With <see cref="TttLayerAttribute.Solver"/> = Ridge: the penalty Λ of the ridge regression, a <see cref="Vec{T}"/> of positive numbers, one for each row of the fast weight,
/// made of slow parameters alone.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RidgeAttribute : Attribute;
