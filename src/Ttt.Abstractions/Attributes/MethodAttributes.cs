namespace Ttt;

/// <summary>
/// The inner model f: a static method from the token's view (and, with <see cref="PreviousAttribute"/>, those before it), fast and slow parameters to a
/// <see cref="Vec{T}"/>. Outputs are f(q; W); unless the loss says otherwise, predictions are f(k; W).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerModelAttribute : Attribute;

/// <summary>
/// The inner loss, a <see cref="Scalar"/>, of a prediction and its label; without one it is ½‖y − v‖². A loss that takes <c>[Fast]</c> parameters is the loss
/// of the token as a whole: its data are key and label, its fast parameters those of the inner model by name, and the inner model only reads out.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerLossAttribute : Attribute;

/// <summary>The label of a token, made of its value and its key: a <see cref="Vec{T}"/> of v, k and slow parameters. Without one it is the value.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InnerTargetAttribute : Attribute;

/// <summary>A view of a token of the layer's input. Without one the view is a projection, with what the attributes of the layer add to it.</summary>
/// <param name="role">Which of the three views the method computes.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ViewAttribute(Role role) : Attribute
{
    /// <summary>Which of the three views the method computes.</summary>
    public Role Role { get; } = role;
}

/// <summary>A feature map φ that query and key, standard or declared, pass through last: a <see cref="Vec{T}"/> of one of them and slow parameters.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FeatureMapAttribute : Attribute;
