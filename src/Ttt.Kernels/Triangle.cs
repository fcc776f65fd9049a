namespace Ttt.Kernels;

/// <summary>Which part of a product is known to be zero or not wanted.</summary>
public enum Triangle
{
    None,

    /// <summary>A[i, k] is 0 for k > i: those k are skipped as far as whole tiles of rows allow, so what is stored there must be zero.</summary>
    LeftLower,

    /// <summary>A[i, k] is 0 for k &lt; i: those k are skipped as far as whole tiles of rows allow, so what is stored there must be zero.</summary>
    LeftUpper,

    /// <summary>Only C[i, j] with j &lt;= i is wanted: what lies above the diagonal is not computed but by whole tiles; elsewhere init (or zero) is stored.</summary>
    ResultLower,
}
