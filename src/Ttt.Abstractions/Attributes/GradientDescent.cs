namespace Ttt;

/// <summary>Where the inner gradient of a token is taken (arXiv:2407.04620, section 2.4).</summary>
public enum GradientDescent
{
    /// <summary>At the weights after the token before: mini-batches of one token.</summary>
    Online,

    /// <summary>At the weights at the end of the mini-batch before.</summary>
    MiniBatch,

    /// <summary>At the initial weights: the whole sequence is one unending mini-batch.</summary>
    Batch,
}
