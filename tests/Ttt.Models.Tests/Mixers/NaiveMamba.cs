namespace Ttt.Models.Tests.Mixers;

/// <summary>Mamba as its definition has it, one token after the other, by tensor operations that autograd differentiates.</summary>
static class NaiveMamba
{
    /// <summary>Outputs [B,T,C] of a layer's parameters in float64.</summary>
    public static Tensor Of(Mamba layer, Tensor x_BTC)
    {
        var p = layer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var (channels, kernel) = (p["conv1d.weight"].shape[0], p["conv1d.weight"].shape[2]);
        var (rank, states) = (p["dt_proj.weight"].shape[1], p["A_log"].shape[1]);
        var both = x_BTC.matmul(p["in_proj.weight"].t());
        var (inner, gate) = (both.narrow(2, 0, channels), both.narrow(2, channels, channels));
        var convolved = new List<Tensor>();
        for (var t = 0L; t < x_BTC.size(1); t++)
        {
            var sum = p["conv1d.bias"].unsqueeze(0);
            for (var i = 0L; i < kernel; i++)
                if (t - kernel + 1 + i >= 0)
                    sum = sum + inner.select(1, t - kernel + 1 + i) * p["conv1d.weight"].select(2, i).select(1, 0);
            convolved.Add(sum * sum.sigmoid());
        }
        var u_BTE = torch.stack([.. convolved], 1);
        var selected = u_BTE.matmul(p["x_proj.weight"].t());
        var delta_BTE = ((selected.narrow(2, 0, rank).matmul(p["dt_proj.weight"].t()) + p["dt_proj.bias"]).exp() + 1).log();
        var (y_BTE, _) = Scan(u_BTE, delta_BTE, -p["A_log"].exp().t(), selected.narrow(2, rank, states), selected.narrow(2, rank + states, states), p["D"],
            torch.zeros(x_BTC.size(0), states, channels, torch.ScalarType.Float64));
        return (y_BTE * gate * gate.sigmoid()).matmul(p["out_proj.weight"].t());
    }

    /// <summary>The recurrence alone, with the state after the last token.</summary>
    public static (Tensor Output, Tensor State) Scan(Tensor u_BTE, Tensor delta_BTE, Tensor a_NE, Tensor b_BTN, Tensor c_BTN, Tensor d_E, Tensor h_BNE)
    {
        var outputs = new List<Tensor>();
        for (var t = 0L; t < u_BTE.size(1); t++)
        {
            var (u, delta) = (u_BTE.select(1, t), delta_BTE.select(1, t));
            h_BNE = (delta.unsqueeze(1) * a_NE).exp() * h_BNE + (delta * u).unsqueeze(1) * b_BTN.select(1, t).unsqueeze(2);
            outputs.Add((h_BNE * c_BTN.select(1, t).unsqueeze(2)).sum(1L) + d_E * u);
        }
        return (torch.stack([.. outputs], 1), h_BNE);
    }
}
