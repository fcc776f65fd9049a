namespace Ttt;

/// <summary>A fast weight: changed by the inner gradient steps of every sequence. Its initial value is learned outside.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FastAttribute : Attribute
{
    /// <summary>The parameter's name in checkpoints; the C# name where it is null.</summary>
    public string? Name { get; set; }

    /// <summary>How it starts before outer training.</summary>
    public Init Init { get; set; }
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
