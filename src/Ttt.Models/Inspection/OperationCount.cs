namespace Ttt.Models;

/// <summary>Operations for one token, a multiply-add as two; NaN where nobody counted them.</summary>
/// <param name="Prefill">Reading a prompt: the vocabulary projection is made for its last token only, and not counted.</param>
/// <param name="Decode">Writing a token.</param>
/// <param name="Training">Forward and backward.</param>
public readonly record struct OperationCount(double Prefill, double Decode, double Training)
{
    /// <summary>What is linear in its weights costs twice as much backward: a gradient for what comes in, one for the weights.</summary>
    public static OperationCount Linear(double forward) => new(forward, forward, 3 * forward);

    public static OperationCount operator +(OperationCount a, OperationCount b) => new(a.Prefill + b.Prefill, a.Decode + b.Decode, a.Training + b.Training);
}
