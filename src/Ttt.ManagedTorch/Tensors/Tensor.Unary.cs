namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor neg() => Plain<NegOp>("NegBackward", static (_, g) => g.neg(), saves: false);

        public Tensor negative() => neg();

        public Tensor positive() => alias();

        public Tensor abs() => Plain<AbsOp>("AbsBackward", static (n, g) => g.mul(n[0].sign()));

        public Tensor absolute() => abs();

        public Tensor sign() => Plain<SignOp>("SignBackward", static (_, g) => torch.zeros_like(g), saves: false);

        public Tensor square() => Plain<SquareOp>("SquareBackward", static (n, g) => g.mul(n[0]).mul(2));

        public Tensor relu() => Plain<ReluOp>("ReluBackward", static (n, g) => g.mul(n[0].gt(0).to_type(g.dtype)));

        public Tensor exp() => RealOutput<ExpOp>("ExpBackward", static (n, g) => g.mul(n[0]));

        public Tensor sqrt() => RealOutput<SqrtOp>("SqrtBackward", static (n, g) => g.div(n[0].mul(2)));

        public Tensor rsqrt() => RealOutput<RsqrtOp>("RsqrtBackward", static (n, g) => g.mul(n[0].pow(3)).mul(-0.5));

        public Tensor reciprocal() => RealOutput<ReciprocalOp>("ReciprocalBackward", static (n, g) => g.mul(n[0].square()).neg());

        public Tensor tanh() => RealOutput<TanhOp>("TanhBackward", static (n, g) => FusedGradient.Tanh(g, n[0]));

        public Tensor sigmoid() => RealOutput<SigmoidOp>("SigmoidBackward", static (n, g) => FusedGradient.Sigmoid(g, n[0]));

        public Tensor log() => RealInput<LogOp>("LogBackward", static (n, g) => g.div(n[0]));

        public Tensor log1p() => RealInput<Log1pOp>("Log1pBackward", static (n, g) => g.div(n[0].add(1)));

        public Tensor expm1() => RealOutput<Expm1Op>("Expm1Backward", static (n, g) => g.mul(n[0].add(1)));

        public Tensor sin() => RealInput<SinOp>("SinBackward", static (n, g) => g.mul(n[0].cos()));

        public Tensor cos() => RealInput<CosOp>("CosBackward", static (n, g) => g.mul(n[0].sin()).neg());

        public Tensor tan() => RealOutput<TanOp>("TanBackward", static (n, g) => g.mul(n[0].square().add(1)));

        public Tensor erf() => RealInput<ErfOp>("ErfBackward", static (n, g) => g.mul(n[0].square().neg().exp()).mul(2 / Math.Sqrt(Math.PI)));

        public Tensor silu() => RealInput<SiluOp>("SiluBackward", static (n, g) => FusedGradient.Silu(g, n[0]));

        public Tensor floor() => Step<FloorOp>();

        public Tensor ceil() => Step<CeilOp>();

        public Tensor trunc() => Step<TruncOp>();

        public Tensor round(long decimals = 0)
        {
            if (decimals == 0) return Step<RoundOp>();
            using var scope = NewDisposeScope();
            double scale = Math.Pow(10, decimals);
            return mul(scale).round().div(scale).MoveToOuterDisposeScope();
        }

        /// <summary>The Gaussian error linear unit by its definition, x Φ(x).</summary>
        public Tensor gelu() => RealInput<GeluOp>("GeluBackward", static (n, g) => FusedGradient.Gelu(g, n[0]));

        public Tensor softplus(double beta = 1, double threshold = 20)
        {
            using var scope = NewDisposeScope();
            var scaled = mul(beta);
            var soft = scaled.clamp(null, threshold).exp().log1p().div(beta);
            return torch.where(scaled.gt(threshold), this, soft).MoveToOuterDisposeScope();
        }

        public Tensor log_sigmoid()
        {
            using var scope = NewDisposeScope();
            return clamp(null, 0).sub(abs().neg().exp().log1p()).MoveToOuterDisposeScope();
        }

        public Tensor leaky_relu(Scalar negative_slope)
        {
            using var scope = NewDisposeScope();
            return torch.where(gt(0), this, mul(negative_slope)).MoveToOuterDisposeScope();
        }

        public Tensor pow(Scalar exponent)
        {
            using var a = new Operand(this, Promotion.Of(this, exponent));
            var y = Power.WithNumber(a.Value, exponent);
            return Tape.Tracks(a.Value)
                ? Tape.Record(y, "PowBackward", [a.Value], [a.Value], [static (n, g) => Power.Rule(g, n[0], (Scalar)n.State!)], exponent)
                : y;
        }

        public Tensor pow(Tensor exponent)
        {
            var dtype = Promotion.Of(this, exponent);
            using var a = new Operand(this, dtype);
            using var b = new Operand(exponent, dtype);
            var y = Power.WithTensor(a.Value, b.Value);
            return Tape.Tracks(a.Value, b.Value)
                ? Tape.Record(y, "PowBackward", [a.Value, b.Value], [a.Value, b.Value, y],
                [
                    static (n, g) => g.mul(n[1]).mul(n[0].pow(n[1].sub(1))),
                    static (n, g) => g.mul(n[2]).mul(n[0].log()),
                ])
                : y;
        }

        public Tensor isnan() => ne(this);

        public Tensor isinf()
        {
            using var magnitude = abs();
            return magnitude.eq(double.PositiveInfinity);
        }

        public Tensor isfinite()
        {
            using var magnitude = abs();
            return magnitude.lt(double.PositiveInfinity);
        }

        // Functions defined on every element type; saves its argument unless told otherwise.
        private Tensor Plain<TOp>(string name, GradientRule rule, bool saves = true) where TOp : struct, IUnaryOp
        {
            if (dtype == ScalarType.Bool) throw DTypes.NotFor(name.Replace("Backward", "").ToLowerInvariant(), dtype);
            var y = Elementwise.Result(Impl.Shape, Impl.DType, Impl);
            Elementwise.Unary<TOp>(y.Impl, Impl);
            return Tape.Tracks(this) ? Tape.Record(y, name, [this], saves ? [this] : [], [rule]) : y;
        }

        // Functions whose gradient is given by their result.
        private Tensor RealOutput<TOp>(string name, GradientRule rule) where TOp : struct, IRealOp
        {
            using var x = new Operand(this, Promotion.Real(dtype));
            var y = Real<TOp>(x.Value);
            return Tape.Tracks(x.Value) ? Tape.Record(y, name, [x.Value], [y], [rule]) : y;
        }

        // Functions whose gradient is given by their argument.
        private Tensor RealInput<TOp>(string name, GradientRule rule) where TOp : struct, IRealOp
        {
            using var x = new Operand(this, Promotion.Real(dtype));
            var y = Real<TOp>(x.Value);
            return Tape.Tracks(x.Value) ? Tape.Record(y, name, [x.Value], [x.Value], [rule]) : y;
        }

        private Tensor Step<TOp>() where TOp : struct, IRealOp
        {
            if (!DTypes.IsFloat(dtype)) return alias();
            var y = Real<TOp>(this);
            return Tape.Tracks(this) ? Tape.Record(y, "StepBackward", [this], [], [static (_, g) => torch.zeros_like(g)]) : y;
        }

        internal static Tensor Real<TOp>(Tensor x) where TOp : struct, IRealOp
        {
            if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16)) throw DTypes.Unsupported(x.dtype);
            var y = Elementwise.Result(x.Impl.Shape, x.Impl.DType, x.Impl);
            Elementwise.Real<TOp>(y.Impl, x.Impl);
            return y;
        }
    }
}
