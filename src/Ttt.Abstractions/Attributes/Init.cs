namespace Ttt;

/// <summary>How a parameter starts before outer training.</summary>
public enum Init
{
    /// <summary>Matrices N(0, 0.02²), vectors and scalars 0.</summary>
    Default,

    /// <summary>All 0.</summary>
    Zero,

    /// <summary>All 1.</summary>
    One,

    /// <summary>N(0, 0.02²).</summary>
    Normal,
}
