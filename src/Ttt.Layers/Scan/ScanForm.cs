namespace Ttt.Layers;

/// <summary>Which of the derived programs runs the tokens. All give the same values.</summary>
public enum ScanForm
{
    /// <summary>The dual form, its explicit backward pass, and the decode step for single tokens without gradient.</summary>
    Dual,

    /// <summary>Token by token, by definition, under ordinary autograd.</summary>
    Primal,

    /// <summary>Token by token with the decode step; without gradients.</summary>
    Decode,
}
