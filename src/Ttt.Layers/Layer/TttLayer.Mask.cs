namespace Ttt.Layers;

// Padding: tokens that leave the state as it is.
public abstract partial class TttLayer
{
    static void CheckMask(Tensor x_BTC, Tensor mask_BT)
    {
        ArgumentNullException.ThrowIfNull(mask_BT);
        if (mask_BT.ndim != 2 || mask_BT.size(0) != x_BTC.size(0) || mask_BT.size(1) != x_BTC.size(1) || mask_BT.dtype != x_BTC.dtype)
            throw new ArgumentException($"The mask is {mask_BT.dtype} {ScanShapes.Text(mask_BT.shape)}; for this input it should be {x_BTC.dtype} [{x_BTC.size(0)},{x_BTC.size(1)}], 1 for tokens and 0 for padding.", nameof(mask_BT));
    }

    // Rates become 0; gates 1, which keeps all.
    Views Masked(Views views, Tensor? mask_BT)
    {
        if (mask_BT is null) return views;
        var mask_B1T1 = mask_BT.unsqueeze(1).unsqueeze(-1);
        Tensor masked(InnerGate kind, Tensor gate) => kind is InnerGate.Retention or InnerGate.Momentum ? gate * mask_B1T1 + (1 - mask_B1T1) : gate * mask_B1T1;
        return views with
        {
            Gates = [.. views.Gates.Select((gate, i) => masked(Description.Gates[i].Kind, gate))],
            Weight = views.Weight is { } weight ? weight * mask_B1T1 : null,
        };
    }
}
