using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Mamba's selective state space layer, S6 (arXiv:2312.00752, sections 3.2 and 3.4): a causal convolution and a recurrence whose step Δ, input B and output C
/// depend on the token, gated by a second branch. Parameters: in_proj, conv1d, x_proj, dt_proj, A_log, D, out_proj.
/// </summary>
/// <remarks>Its state holds the last inputs of the convolution, "conv" [B,kernel − 1,E], oldest first, and that of the recurrence, "h" [B,N,E].</remarks>
public sealed class Mamba : SequenceMixer
{
    /// <summary>The name by which configurations choose it and states name it.</summary>
    public const string Kind = "mamba";

    readonly Linear input, projection, output;
    readonly Conv1d convolution;
    readonly StepProjection step;
    readonly int width, channels, states, rank, kernel;

    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public Mamba(MambaOptions options) : base(nameof(Mamba))
    {
        ArgumentNullException.ThrowIfNull(options);
        (width, channels, states, kernel) = (options.Width, options.Width * options.Expand, options.StateSize, options.ConvKernel);
        rank = options.StepRank ?? (width + 15) / 16;
        if (width < 1 || channels < 1 || states < 1 || rank < 1 || kernel < 1)
            throw new ArgumentException("width, expand, state size, rank of the step and taps of the convolution must all be at least 1.", nameof(options));
        input = Projection("in_proj", width, 2 * channels);
        convolution = torch.nn.Conv1d(channels, channels, kernel, groups: channels);
        register_module("conv1d", convolution);
        projection = Projection("x_proj", channels, rank + 2 * states);
        step = new StepProjection(rank, channels);
        register_module("dt_proj", step);
        output = Projection("out_proj", channels, width);
        // S4D-real: A = −1, −2, … −N in every channel
        ParameterFactory.Register(this, "A_log", () => torch.arange(1, states + 1, dtype: torch.ScalarType.Float32).log().unsqueeze(0).repeat(channels, 1));
        ParameterFactory.Register(this, "D", () => torch.ones(channels));
    }

    public override Tensor forward(Tensor input)
    {
        var (result, state) = forward(input, (ISequenceState?)null);
        state.Dispose();
        return result;
    }

    public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state)
    {
        using var scope = torch.NewDisposeScope();
        MixerInput.Check(Kind, x_BTC, width, output.weight);
        var (past, batch) = (MixerState.Own(state, Kind), x_BTC.size(0));
        var (x_BTE, z_BTE) = (Half(x_BTC, 0), Half(x_BTC, channels));
        var before_BKE = past?.Require("conv", x_BTC, batch, kernel - 1, channels) ?? torch.zeros(batch, kernel - 1, channels, dtype: x_BTC.dtype, device: x_BTC.device);
        var inputs_BSE = torch.cat([before_BKE, x_BTE], 1);
        var u_BTE = SiluConvolution.Of(inputs_BSE, convolution.weight.squeeze(1).t(), convolution.bias!);
        var selected = Autocast.Linear(u_BTE, projection);
        var steps_BTE = step.call(selected.narrow(-1, 0, rank));
        var a_NE = get_parameter("A_log")!.exp().neg().t();
        var h_BNE = past?.Require("h", x_BTC, batch, states, channels) ?? torch.zeros(batch, states, channels, dtype: x_BTC.dtype, device: x_BTC.device);
        var (y_BTE, next) = SelectiveScan.Of(
            u_BTE, steps_BTE, a_NE, selected.narrow(-1, rank, states), selected.narrow(-1, rank + states, states), get_parameter("D")!, h_BNE);
        var result = Autocast.Linear(FusedFunctions.SwiGlu(z_BTE, y_BTE), output);
        var after = new MixerState(Kind, (past?.Position ?? 0) + x_BTC.size(1), [new("conv", inputs_BSE.narrow(1, x_BTC.size(1), kernel - 1).clone()), new("h", next)]);
        return (result.MoveToOuterDisposeScope(), after);
    }

    public override ISequenceState LoadState(Stream stream) => MixerState.Load(stream, Kind, output.weight.device);

    // half of the projection alone: halves of its result would be strided
    Tensor Half(Tensor x_BTC, long first) => Autocast.Linear(x_BTC, input.weight.narrow(0, first, channels));

    Linear Projection(string name, int inputs, int outputs)
    {
        var linear = torch.nn.Linear(inputs, outputs, hasBias: false);
        register_module(name, linear);
        return linear;
    }
}
