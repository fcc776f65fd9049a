namespace Ttt;

/// <summary>The inner model f: a static method from one <see cref="Vec{T}"/> and fast and slow parameters to a <see cref="Vec{T}"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerModelAttribute : Attribute;

/// <summary>The inner loss of a prediction and its label, a <see cref="Scalar"/>. Without one it is ½‖y − v‖².</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerLossAttribute : Attribute;

/// <summary>The inner rate λ of a token, a <see cref="Scalar"/>. Without one it is BaseRate / D · sigmoid(x·w + b).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerRateAttribute : Attribute;

/// <summary>A view of a token of the layer's input. Without one the view is a projection (with convolution and rotation as the attributes say).</summary>
/// <param name="role">Which of the three views the method computes.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ViewAttribute(Role role) : Attribute
{
    /// <summary>Which of the three views the method computes.</summary>
    public Role Role { get; } = role;
}
