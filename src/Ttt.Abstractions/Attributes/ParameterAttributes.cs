namespace Ttt;

/// <summary>A fast weight: changed by the inner gradient steps of every sequence. Its initial value is learned outside.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FastAttribute : Attribute
{
    /// <summary>The parameter's name in checkpoints; the C# name where it is null.</summary>
    public string? Name { get; set; }

    /// <summary>How it starts before outer training.</summary>
    public Init Init { get; set; }

    /// <summary>Whether its initial value is learned outside, and so a parameter of the layer. If not, every sequence starts from <see cref="Init"/>: 0, or 1.</summary>
    public bool Learned { get; set; } = true;
}

/// <summary>A slow weight: learned outside only.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SlowAttribute : Attribute
{
    /// <summary>The parameter's name in checkpoints; where it is null, the C# name, scoped by its method outside the inner model.</summary>
    public string? Name { get; set; }

    /// <summary>How it starts before outer training.</summary>
    public Init Init { get; set; }

    /// <summary>One value for all heads instead of one a head.</summary>
    public bool Shared { get; set; }
}

/// <summary>Data of the inner model: the view of an earlier token, zeros before the first. Convolutions in time are made of it.</summary>
/// <param name="tokens">How many tokens ago, at least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PreviousAttribute(int tokens) : Attribute
{
    /// <summary>How many tokens ago.</summary>
    public int Tokens { get; } = tokens;
}
