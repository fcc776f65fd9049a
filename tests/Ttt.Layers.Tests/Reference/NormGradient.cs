namespace Ttt.Layers.Tests.Reference;

/// <summary>The inner gradient of ½‖γẑ + β − R‖² through a layer norm, with what its own gradient needs.</summary>
sealed record NormGradient(Tensor Normal, Tensor Sigma, Tensor Error, Tensor H, Tensor Gradient)
{
    internal static NormGradient Of(Tensor z, Tensor target, Tensor gamma, Tensor beta)
    {
        var (normal, sigma) = Statistics(z);
        var error = gamma * normal + beta - target;
        var h = gamma * error;
        return new(normal, sigma, error, h, Project(h, normal, sigma));
    }

    internal static (Tensor Normal, Tensor Sigma) Statistics(Tensor z)
    {
        var centred = z - Mean(z);
        var sigma = (Mean(centred * centred) + 1e-6).sqrt();
        return (centred / sigma, sigma);
    }

    /// <summary>Π(u) = (u − mean(u) − ẑ mean(u∘ẑ)) / σ, the gradient through the norm; it is its own adjoint.</summary>
    internal static Tensor Project(Tensor u, Tensor normal, Tensor sigma) => (u - Mean(u) - normal * Mean(u * normal)) / sigma;

    /// <summary>The gradients of γ, β, R and z, from that of the gradient.</summary>
    internal (Tensor Gamma, Tensor Beta, Tensor Target, Tensor Z) Backward(Tensor dGradient, Tensor gamma)
    {
        var dH = Project(dGradient, Normal, Sigma);
        var dNormal = -(dGradient * Mean(H * Normal) + H * Mean(dGradient * Normal)) / Sigma;
        var dSigma = -(dGradient * Gradient).sum(-1, keepdim: true) / Sigma;
        var dError = gamma * dH;
        dNormal = dNormal + gamma * dError;
        var dZ = Project(dNormal, Normal, Sigma) + dSigma * Normal / Normal.size(-1);
        return (dH * Error + dError * Normal, dError, -dError, dZ);
    }

    internal static Tensor Mean(Tensor x) => x.mean([-1], keepdim: true);
}
