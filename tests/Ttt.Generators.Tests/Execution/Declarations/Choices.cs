namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>A step of an inner model, from a Vec&lt;D&gt; to a Vec&lt;D&gt;.</summary>
internal enum Stage
{
    Linear,
    Affine,
    Mlp,
    Gated,
    Tied,
    Repeat,
    Vector,
    Scalar,
    Elementwise,
    LayerNorm,
    RmsNorm,
    Mean,
    RowSum,
    Slow,
    Activation,
    Previous,
}

internal enum LossKind
{
    None,
    Squared,
    Dot,
    Mean,
    Huber,
    Power,
    Weighted,
    OfFast,
}

internal enum GateText
{
    None,
    Scalar,
    Key,
    Constant,
    Column,
}

internal enum UpdateKind
{
    None,
    Clip,
    Initial,
    Normalise,
    Tanh,
    NewtonSchulz,
    OneWeight,
}

internal enum FeatureKind
{
    None,
    Same,
    Expand,
}

/// <summary>
/// A declaration as a record of choices; the first value of each is the plain one, so that a declaration is made smaller by turning choices off.
/// </summary>
internal sealed record Choices(int Seed)
{
    public IReadOnlyList<Stage> Stages { get; init; } = [Stage.Linear];
    public bool Residual { get; init; }
    public bool OtherOutput { get; init; }
    public bool Unlearned { get; init; }
    public LossKind Loss { get; init; }
    public bool Target { get; init; }
    public FeatureKind Features { get; init; }
    public Views Declared { get; init; }
    public Views Convolve { get; init; }
    public Views Silu { get; init; }
    public Views L2Norm { get; init; }
    public bool ShareQk { get; init; }
    public bool Bias { get; init; }
    public bool Rope { get; init; }
    public bool RopeThroughout { get; init; }
    public bool Gate { get; init; }
    public bool HeadNorm { get; init; }
    public bool TanhGate { get; init; }
    public bool PostNorm { get; init; }
    public GradientDescent Mode { get; init; } = GradientDescent.MiniBatch;
    public int MiniBatchSize { get; init; } = 3;
    public ReadOut ReadOut { get; init; }
    public PositionFactor? PositionFactor { get; init; }
    public GateText Rate { get; init; }
    public GateText RateOf { get; init; }
    public GateText Retention { get; init; }
    public GateText RetentionOf { get; init; }
    public Decay Decay { get; init; }
    public GateText Momentum { get; init; }
    public GateText MomentumOf { get; init; }
    public MomentumPer MomentumPer { get; init; }
    public int Window { get; init; } = 1;
    public bool WindowWeight { get; init; }
    public UpdateKind Update { get; init; }
    public bool Ridge { get; init; }

    public bool HasRetention => Retention != GateText.None || RetentionOf != GateText.None;

    public bool HasMomentum => Momentum != GateText.None || MomentumOf != GateText.None;

    /// <summary>The same without what the diagnostics refuse, or what would have no effect.</summary>
    public Choices Legal()
    {
        var legal = this;
        if (Ridge)
            legal = legal with
            {
                Stages = [Stage.Linear],
                OtherOutput = false,
                Loss = Loss is LossKind.None or LossKind.Squared or LossKind.Mean ? Loss : LossKind.None,
                Update = UpdateKind.None,
                Momentum = GateText.None,
                MomentumOf = GateText.None,
                Window = 1,
                ReadOut = ReadOut.UpdateThenApply,
                PositionFactor = null,
                Rate = Rate == GateText.Column ? GateText.Scalar : Rate,
                RateOf = GateText.None,
                RetentionOf = GateText.None,
                Decay = Decay.AfterGradient,
            };
        if (legal.FastWeights < 2)
            legal = legal with { RateOf = GateText.None, RetentionOf = GateText.None, MomentumOf = GateText.None };
        if (legal.Rate == GateText.Column && (legal.FastWeights > 1 || legal.OtherOutput))
            legal = legal with { Rate = GateText.Scalar };
        if (legal.Retention is GateText.Column)
            legal = legal with { Retention = GateText.Scalar };
        if (legal.Momentum is GateText.Column)
            legal = legal with { Momentum = GateText.Scalar };
        var standard = Views.All & ~Declared;
        var rotates = Features != FeatureKind.Expand && (standard & Views.QueryKey) != 0;
        return legal with
        {
            RetentionOf = Scalar(legal.RetentionOf),
            MomentumOf = Scalar(legal.MomentumOf),
            Decay = legal.HasRetention ? legal.Decay : Decay.AfterGradient,
            MomentumPer = legal.HasMomentum ? MomentumPer : MomentumPer.Token,
            WindowWeight = WindowWeight && legal.Window > 1,
            Residual = Residual && !legal.OtherOutput,
            Convolve = Convolve & standard,
            Silu = Silu & standard,
            L2Norm = L2Norm & standard,
            ShareQk = ShareQk && (standard & Views.QueryKey) == Views.QueryKey,
            Bias = Bias && standard != Views.None,
            Target = Target && !legal.OtherOutput,
            Rope = Rope && rotates,
            RopeThroughout = RopeThroughout && Rope && rotates,
        };
    }

    /// <summary>How many fast weights the stages have.</summary>
    public int FastWeights => new DeclarationText(this).FastCount;

    static GateText Scalar(GateText gate) => gate == GateText.Column ? GateText.Key : gate;
}
