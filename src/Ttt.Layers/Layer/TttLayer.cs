namespace Ttt.Layers;

/// <summary>
/// A test-time-training layer around the scan that the compiler derived: views, rate, position factor, scan, output norm, gate and projection
/// (arXiv:2407.04620, sections 2 and 3). Generated layers derive from it.
/// </summary>
public abstract partial class TttLayer : SequenceMixer
{
    readonly DerivedScan _scan;
    readonly Rotation? _rotation;

    /// <summary>A layer of this declaration, with new parameters in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">The options do not fit the declaration.</exception>
    protected TttLayer(LayerDeclaration declaration, TttLayerOptions options, Func<LayerSizes, ScanProgram> program, Func<LayerSizes, ScanProgram>? online = null)
        : base((declaration ?? throw new ArgumentNullException(nameof(declaration))).ClassName)
    {
        ArgumentNullException.ThrowIfNull(program);
        Description = declaration;
        Settings = new LayerSettings(declaration, options);
        if (declaration.Parameters.All(p => p.Kind != ParameterKind.Fast)) throw new ArgumentException($"Layer {declaration.Name} has no fast weights, so there is nothing to train at test time.");
        // Without a position factor, constant gradients are the same in every mode.
        var anyMode = declaration.ConstantGradient && Settings.PositionFactor == Ttt.PositionFactor.None;
        Program = online is not null && (anyMode || Settings.Mode == GradientDescent.Online) ? online(Sizes) : program(Sizes);
        _scan = new DerivedScan(Program, Settings.CheckpointGroup) { Kernels = KernelChoice.Default };
        var rotates = Settings.Rope && !(declaration.CustomQuery && declaration.CustomKey);
        _rotation = rotates ? new Rotation(ViewSize, Settings.RopeBase, Settings.RopeModulo ? Settings.Period : null) : null;
        RegisterParts();
    }

    /// <summary>The derived programs that run.</summary>
    public ScanProgram Program { get; }

    /// <summary>What was declared.</summary>
    public LayerDeclaration Description { get; }

    /// <summary>Sizes and settings.</summary>
    public LayerSettings Settings { get; }

    /// <summary>Heads and dimensions.</summary>
    public LayerSizes Sizes => Settings.Sizes;

    /// <inheritdoc/>
    public override bool IsCausal => Settings.IsCausal;

    /// <summary>Which of the derived programs runs the tokens; all give the same values.</summary>
    public ScanForm Scan
    {
        get => _scan.Form;
        set => _scan.Form = value;
    }

    /// <summary>What runs the scan. As the environment variable TTT_KERNELS says (auto, tensor, simd) until it is set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of <see cref="ScanKernels"/>.</exception>
    public ScanKernels Kernels
    {
        get => _scan.Kernels;
        set => _scan.Kernels = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"There are no such kernels; there are {string.Join(", ", Enum.GetNames<ScanKernels>())}.");
    }

    /// <summary>Has a machine run CUDA kernels on the CPU's memory.</summary>
    internal void RunOn(Ttt.Cuda.DeviceMachine machine) => _scan.RunOn(machine);

    /// <summary>A factor on every inner rate: training may warm it up. 1 otherwise.</summary>
    public double RateScale { get; set; } = 1;

    /// <summary>Runs whole sequences and keeps no state.</summary>
    /// <param name="x_BTC">[B,T,C].</param>
    /// <returns>[B,T,C].</returns>
    /// <exception cref="ArgumentException">The input does not fit the layer.</exception>
    public override Tensor forward(Tensor x_BTC)
    {
        using var scope = torch.NewDisposeScope();
        return Whole(x_BTC).Output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="SequenceMixer.forward(Tensor, ISequenceState?)"/>
    /// <exception cref="InvalidOperationException">The layer runs both ways, so it has no state to continue from.</exception>
    public (Tensor Output, TttState State) forward(Tensor x_BTC, TttState? state) => Continue(x_BTC, state, null);

    /// <summary>
    /// As <see cref="forward(Tensor, TttState?)"/>, with padding: its tokens have rate 0 and neutral gates, so weights, momentum and what has accumulated stay as they
    /// were. They count as positions, and their outputs mean nothing.
    /// </summary>
    /// <param name="x_BTC">[B,T,C].</param>
    /// <param name="state">Where to continue from; null at the start.</param>
    /// <param name="mask_BT">1 for tokens, 0 for padding, in the type of the input.</param>
    /// <exception cref="ArgumentException">Something does not fit the layer.</exception>
    public (Tensor Output, TttState State) forward(Tensor x_BTC, TttState? state, Tensor mask_BT)
    {
        CheckInput(x_BTC);
        CheckMask(x_BTC, mask_BT);
        return Continue(x_BTC, state, mask_BT);
    }

    /// <inheritdoc/>
    public sealed override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state) => state switch
    {
        null => forward(x_BTC, (TttState?)null),
        TttState own => forward(x_BTC, own),
        _ => throw new ArgumentException($"Layer {Description.Name} cannot continue from a {state.GetType().Name}; it needs a {nameof(TttState)}.", nameof(state)),
    };

    /// <inheritdoc/>
    public override TttState LoadState(Stream stream) => TttState.Load(stream, parameters().First().device);

    /// <summary>Runs whole sequences and returns everything computed on the way; of a layer that runs both ways, what the first way computed and the whole output.</summary>
    public TttActivations Activations(Tensor x_BTC)
    {
        using var scope = torch.NewDisposeScope();
        var all = Whole(x_BTC);
        foreach (var tensor in (Tensor[])[all.Query, all.Key, all.Value, .. all.Gates, all.Position, all.InnerOutput, all.Output]) tensor.MoveToOuterDisposeScope();
        return all;
    }

    /// <summary>Runs the inner loop alone, on given tokens: no projections, rotation, norm or gate.</summary>
    /// <param name="tokens">q, k, v [B,H,T,·], gates [B,H,T,1], τ [T]; what earlier tokens a window or the inner model reads is the caller's to put there.</param>
    /// <param name="state">Where to continue from, as <see cref="forward(Tensor, TttState?)"/> has it.</param>
    /// <returns>The inner model's answers [B,T,H·Dv], and the state, which belongs to the caller.</returns>
    /// <exception cref="ArgumentException">Something has the wrong shape.</exception>
    public (Tensor Output, TttState State) InnerLoop(ScanRows tokens, TttState? state = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        CheckViews(tokens.Query, tokens.Value);
        CheckState(tokens.Query, state, new Dictionary<string, long>());
        using var scope = torch.NewDisposeScope();
        var (output, next) = Inner(tokens, state, [], keepState: true);
        return (output.MoveToOuterDisposeScope(), next!);
    }

    /// <summary>Runs the layer's inner loop on tensors of the caller's choice: state and slow parameters too.</summary>
    /// <exception cref="ArgumentException">Something has the wrong shape.</exception>
    public ScanResult RunScan(ScanInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckViews(inputs.Tokens.Query, inputs.Tokens.Value);
        CheckSlow(inputs);
        return _scan.Run(inputs);
    }

    /// <summary>What <see cref="RunScan"/> gets where tokens, parameters and state are the layer's own.</summary>
    /// <param name="tokens">As <see cref="InnerLoop"/> has them.</param>
    /// <param name="state">Where to continue from; null at the start.</param>
    /// <param name="keepState">Whether the state after the tokens is wanted.</param>
    public ScanInputs Inputs(ScanRows tokens, TttState? state = null, bool keepState = true)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var period = Program.ReadsEnd ? Settings.Period : Period;
        return new(tokens, StateTensors(tokens.Query, state), [.. Program.SlowNames.Select(Parameter)], period, state?.Offset ?? 0, Settings.Window - 1, keepState);
    }

    /// <summary>Frees parameters and tables.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _rotation?.Dispose();
        base.Dispose(disposing);
    }

    int ViewSize => Sizes[Description.ViewDimension];

    int InputSize => Sizes[Description.InputDimension];

    int OutputSize => Sizes[Description.OutputDimension];

    int LabelSize => Sizes[Description.LabelDimension];

    /// <summary>Tokens from one boundary of the state to the next; null where there is none. A layer that reads the end of its mini-batches is always at one.</summary>
    int? Period => Program.AnyRows && Description.Solver == InnerSolver.Ridge ? null : Program.AnyRows || Program.ReadsEnd ? 1 : Settings.Period;

    (Tensor Output, TttState State) Continue(Tensor x_BTC, TttState? state, Tensor? mask_BT)
    {
        RefuseContinuation();
        using var scope = torch.NewDisposeScope();
        var (activations, next) = Run(x_BTC, state, keepState: true, mask_BT);
        return (TanhGated(activations.Output, TanhGateName).MoveToOuterDisposeScope(), next!);
    }

    (TttActivations Activations, TttState? State) Run(Tensor x_BTC, TttState? state, bool keepState, Tensor? mask_BT = null)
    {
        CheckInput(x_BTC);
        CheckState(x_BTC, state, TailChannels);
        var views = Masked(ComputeViews(x_BTC, state), mask_BT);
        var learned = Settings.PositionFactor == Ttt.PositionFactor.None ? null : Parameter(PositionName);
        var position_T = PositionFactors.Of(Settings, Program.ReadsEnd ? 0 : state?.Position ?? 0, x_BTC.size(1), learned, x_BTC);
        var (tokens, tails) = WithHistory(views, position_T, state);
        var (inner_BTI, next) = Inner(tokens, state, [.. views.Tails, .. tails], keepState);
        var activations = new TttActivations(views.Query, views.Key, views.Value, views.Gates, position_T, inner_BTI, Finish(inner_BTI, x_BTC));
        return (activations, next);
    }

    (Tensor Output, TttState? State) Inner(ScanRows rows, TttState? state, IEnumerable<KeyValuePair<string, Tensor>> tails, bool keepState)
    {
        var (batch, tokens) = (rows.Query.size(0), rows.Query.size(2));
        if (keepState && Step(rows, state, tails) is { } step) return (step.Output.reshape(batch, 1, -1), step.State);
        var inputs = Inputs(rows, state, keepState);
        var result = _scan.Run(inputs);
        var inner_BTI = result.Output.transpose(1, 2).reshape(batch, tokens, -1);
        return (inner_BTI, keepState ? NextState(state, tokens, inputs, result, tails) : null);
    }
}
