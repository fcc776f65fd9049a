namespace Ttt;

/// <summary>Which view of a token a method computes.</summary>
public enum Role
{
    /// <summary>The test view: what the updated inner model is asked.</summary>
    Query,

    /// <summary>The training view: what the inner model learns from.</summary>
    Key,

    /// <summary>The label view: what the inner model should answer for the key.</summary>
    Value,
}
