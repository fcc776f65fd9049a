namespace Ttt.Layers;

// What becomes of the inner model's answers: norms, gates, projection, and the way back of a layer that runs both ways.
public abstract partial class TttLayer
{
    const double HeadNormEpsilon = 1e-6;

    Tensor Finish(Tensor inner_BTI, Tensor x_BTC)
    {
        var y_BTI = Settings.HeadNorm ? HeadNormed(inner_BTI) : inner_BTI;
        if (_postNorm is not null) y_BTI = _postNorm.forward(y_BTI);
        if (_gProj is not null) y_BTI = Activated(Autocast.Linear(x_BTC, _gProj)) * y_BTI;
        return Autocast.Linear(y_BTI, _oProj);
    }

    // w ∘ y / sqrt(mean(y²) + ε) for each head
    Tensor HeadNormed(Tensor inner_BTI)
    {
        var y_BTHV = inner_BTI.reshape(inner_BTI.size(0), inner_BTI.size(1), Sizes.Heads, OutputSize);
        return FusedFunctions.RmsNorm(y_BTHV, Parameter(HeadNormName), HeadNormEpsilon).reshape(inner_BTI.shape);
    }

    Tensor Activated(Tensor gate_BTI) => Settings.GateActivation switch
    {
        GateActivation.Silu => torch.nn.functional.silu(gate_BTI),
        GateActivation.Sigmoid => gate_BTI.sigmoid(),
        _ => torch.nn.functional.gelu(gate_BTI, TorchSharp.Modules.GELU.Approximate.tanh),
    };

    Tensor TanhGated(Tensor output_BTC, string gate) => Settings.TanhGate ? output_BTC * Parameter(gate).tanh() : output_BTC;

    TttActivations Whole(Tensor x_BTC)
    {
        var forwards = Run(x_BTC, null, keepState: false).Activations;
        forwards = forwards with { Output = TanhGated(forwards.Output, TanhGateName) };
        if (!Settings.Bidirectional) return forwards;
        var reversed_BTC = (x_BTC + forwards.Output).flip(1);
        var backwards_BTC = TanhGated(Run(reversed_BTC, null, keepState: false).Activations.Output, ReverseTanhGateName);
        return forwards with { Output = forwards.Output + backwards_BTC.flip(1) };
    }

    void RefuseContinuation()
    {
        if (Settings.Bidirectional)
            throw new InvalidOperationException($"Layer {Description.Name} cannot return or continue from a state: Bidirectional makes every output depend on all later tokens. Give forward(x) whole sequences, or set Bidirectional = false.");
    }
}
