namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>Legal declarations drawn from a seed, and the smaller ones next to a declaration.</summary>
internal static class RandomDeclaration
{
    static readonly Stage[] Growth = Enum.GetValues<Stage>();

    public static Choices Create(int seed)
    {
        var random = new Random(seed);
        bool Chance(double p) => random.NextDouble() < p;
        T Any<T>() where T : struct, Enum => Enum.GetValues<T>() is var all ? all[random.Next(all.Length)] : default;
        T Maybe<T>(double p) where T : struct, Enum => Chance(p) ? Any<T>() : default;
        Views Some(double p) => Chance(p) ? (Views)random.Next(8) : Views.None;

        var plain = Chance(0.4);
        var choices = new Choices(seed)
        {
            Stages = plain ? [Chance(0.7) ? Stage.Linear : Stage.Affine] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Growth[random.Next(Growth.Length)])],
            Residual = Chance(0.3),
            OtherOutput = Chance(0.2),
            Unlearned = Chance(0.2),
            Loss = Maybe<LossKind>(0.7),
            Target = Chance(0.2),
            Features = Maybe<FeatureKind>(0.3),
            Declared = Some(0.3),
            Convolve = Some(0.2),
            Silu = Some(0.2),
            L2Norm = Some(0.4),
            ShareQk = Chance(0.2),
            Bias = Chance(0.2),
            Rope = Chance(0.3),
            RopeThroughout = Chance(0.3),
            Gate = Chance(0.1),
            HeadNorm = Chance(0.1),
            TanhGate = Chance(0.1),
            PostNorm = Chance(0.2),
            Mode = Any<GradientDescent>(),
            MiniBatchSize = random.Next(1, 6),
            ReadOut = Maybe<ReadOut>(0.5),
            PositionFactor = Chance(0.3) ? Any<PositionFactor>() : null,
            Rate = Maybe<GateText>(0.7),
            RateOf = Maybe<GateText>(0.3),
            Retention = Maybe<GateText>(0.5),
            RetentionOf = Maybe<GateText>(0.2),
            Decay = Any<Decay>(),
            Momentum = Maybe<GateText>(0.5),
            MomentumOf = Maybe<GateText>(0.2),
            MomentumPer = Any<MomentumPer>(),
            Window = Chance(0.25) ? random.Next(2, 4) : 1,
            WindowWeight = Chance(0.5),
            Update = Maybe<UpdateKind>(0.25),
            Ridge = plain && Chance(0.25),
        };
        return choices.Legal();
    }

    /// <summary>Every declaration with one choice less.</summary>
    public static IEnumerable<Choices> Smaller(Choices larger)
    {
        var text = DeclarationText.Of(larger);
        return Candidates(larger).Select(c => c.Legal()).Where(c => DeclarationText.Of(c) != text);
    }

    static IEnumerable<Choices> Candidates(Choices larger)
    {
        for (var i = 0; i < larger.Stages.Count && larger.Stages.Count > 1; i++)
            yield return larger with { Stages = [.. larger.Stages.Where((_, at) => at != i)] };
        for (var i = 0; i < larger.Stages.Count; i++)
            yield return larger with { Stages = [.. larger.Stages.Select((stage, at) => at == i ? Stage.Linear : stage)] };
        var plain = new Choices(larger.Seed);
        foreach (var property in typeof(Choices).GetProperties().Where(p => p.CanWrite && p.Name is not (nameof(Choices.Seed) or nameof(Choices.Stages))))
            if (!Equals(property.GetValue(larger), property.GetValue(plain)))
            {
                var smaller = larger with { };
                property.SetValue(smaller, property.GetValue(plain));
                yield return smaller;
            }
    }
}
