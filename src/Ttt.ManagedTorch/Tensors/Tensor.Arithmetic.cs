namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target)
        {
            var dtype = Promotion.Of(this, target);
            using var a = new Operand(this, dtype);
            using var b = new Operand(target, dtype);
            var y = Broadcasted<AddOp>(a.Value, b.Value);
            return Tape.Tracks(a.Value, b.Value) ? Tape.Record(y, "AddBackward", [a.Value, b.Value], [], [static (_, g) => g, static (_, g) => g]) : y;
        }

        public Tensor add(Tensor target, Scalar alpha)
        {
            if (alpha.Real == 1) return add(target);
            using var scaled = target.mul(alpha);
            return add(scaled);
        }

        public Tensor add(Scalar scalar)
        {
            using var a = new Operand(this, Promotion.Of(this, scalar));
            var y = WithNumber<AddOp>(a.Value, scalar);
            return Tape.Tracks(a.Value) ? Tape.Record(y, "AddBackward", [a.Value], [], [static (_, g) => g]) : y;
        }

        public Tensor add(Scalar scalar, Scalar alpha) => add(Product(scalar, alpha));

        public Tensor sub(Tensor target)
        {
            RefuseBool("sub", this, target);
            var dtype = Promotion.Of(this, target);
            using var a = new Operand(this, dtype);
            using var b = new Operand(target, dtype);
            var y = Broadcasted<SubOp>(a.Value, b.Value);
            return Tape.Tracks(a.Value, b.Value) ? Tape.Record(y, "SubBackward", [a.Value, b.Value], [], [static (_, g) => g, static (_, g) => g.neg()]) : y;
        }

        public Tensor sub(Scalar target) => add(target.Negated());

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor subtract(Scalar target) => sub(target);

        public Tensor mul(Tensor target)
        {
            var dtype = Promotion.Of(this, target);
            using var a = new Operand(this, dtype);
            using var b = new Operand(target, dtype);
            var y = Broadcasted<MulOp>(a.Value, b.Value);
            return Tape.Tracks(a.Value, b.Value)
                ? Tape.Record(y, "MulBackward", [a.Value, b.Value], [Tape.For(b.Value, a.Value), Tape.For(a.Value, b.Value)], [static (n, g) => g.mul(n[1]), static (n, g) => g.mul(n[0])])
                : y;
        }

        public Tensor mul(Scalar target)
        {
            using var a = new Operand(this, Promotion.Of(this, target));
            var y = WithNumber<MulOp>(a.Value, target);
            return Tape.Tracks(a.Value) ? Tape.Record(y, "MulBackward", [a.Value], [], [static (n, g) => g.mul((Scalar)n.State!)], target) : y;
        }

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            var dtype = Promotion.Of(this, target);
            if (rounding_mode != RoundingMode.None) return Rounded(DivideReal(this, target), rounding_mode, dtype);
            return DivideReal(this, target);
        }

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            var dtype = Promotion.Of(this, target);
            using var a = new Operand(this, Promotion.Real(dtype));
            var y = WithNumber<DivOp>(a.Value, target);
            if (Tape.Tracks(a.Value)) Tape.Record(y, "DivBackward", [a.Value], [], [static (n, g) => g.div((Scalar)n.State!)], target);
            return rounding_mode == RoundingMode.None ? y : Rounded(y, rounding_mode, dtype);
        }

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor true_divide(Tensor other) => div(other);

        public Tensor true_divide(Scalar other) => div(other);

        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);

        public Tensor floor_divide(Scalar other) => div(other, RoundingMode.floor);

        public Tensor remainder(Tensor target)
        {
            using var scope = NewDisposeScope();
            return sub(div(target, RoundingMode.floor).mul(target)).MoveToOuterDisposeScope();
        }

        public Tensor remainder(Scalar scalar)
        {
            using var scope = NewDisposeScope();
            return sub(div(scalar, RoundingMode.floor).mul(scalar)).MoveToOuterDisposeScope();
        }

        public Tensor maximum(Tensor other) => Extremum<MaxOp>(other, "MaximumBackward", static (a, b) => a.ge(b));

        public Tensor minimum(Tensor other) => Extremum<MinOp>(other, "MinimumBackward", static (a, b) => a.le(b));

        public Tensor max(Tensor other) => maximum(other);

        public Tensor min(Tensor other) => minimum(other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null) throw new System.Runtime.InteropServices.ExternalException("torch.clamp: At least one of 'min' or 'max' must not be None");
            var dtype = TypeWith(TypeWith(this.dtype, min), max);
            using var a = new Operand(this, dtype);
            var y = Elementwise.Result(a.Impl.Shape, dtype, a.Impl);
            if (min is not null) Elementwise.Binary<MaxOp>(y.Impl, a.Impl, min);
            if (max is not null) Elementwise.Binary<MinOp>(y.Impl, min is null ? a.Impl : y.Impl, max);
            return Tape.Tracks(a.Value) ? Tape.Record(y, "ClampBackward", [a.Value], [a.Value], [ClampRule], new[] { min, max }) : y;
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            using var scope = NewDisposeScope();
            var y = min is null ? this : maximum(min);
            if (max is not null) y = y.minimum(max);
            return (ReferenceEquals(y, this) ? alias() : y).MoveToOuterDisposeScope();
        }

        public Tensor clamp_min(Scalar min) => clamp(min, null);

        public Tensor clamp_max(Scalar max) => clamp(null, max);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            using var scope = NewDisposeScope();
            return add(tensor1.mul(tensor2).mul(value)).MoveToOuterDisposeScope();
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            using var scope = NewDisposeScope();
            return add(tensor1.div(tensor2).mul(value)).MoveToOuterDisposeScope();
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);

        public Tensor lerp(Tensor end, Tensor weight)
        {
            using var scope = NewDisposeScope();
            return add(end.sub(this).mul(weight)).MoveToOuterDisposeScope();
        }

        private static Tensor Broadcasted<TOp>(Tensor a, Tensor b) where TOp : struct, IBinaryOp
        {
            TensorImpl x = a.Impl, y = b.Impl;
            bool same = x.Shape.AsSpan().SequenceEqual(y.Shape);
            var result = Elementwise.Result(same ? x.Shape : Shapes.Broadcast(x.Shape, y.Shape), x.DType, x, y);
            Elementwise.Binary<TOp>(result.Impl, x, y);
            return result.BoolCleaned();
        }

        private static Tensor WithNumber<TOp>(Tensor a, Scalar b, bool numberOnLeft = false) where TOp : struct, IBinaryOp
        {
            var result = Elementwise.Result(a.Impl.Shape, a.Impl.DType, a.Impl);
            Elementwise.Binary<TOp>(result.Impl, a.Impl, b, numberOnLeft);
            return result.BoolCleaned();
        }

        // Sums of bools are computed on bytes and may exceed 1.
        private Tensor BoolCleaned()
        {
            if (dtype != ScalarType.Bool) return this;
            using var zero = torch.zeros(Array.Empty<long>(), ScalarType.Bool);
            Elementwise.Compare<NeOp>(Impl, Impl, zero.Impl);
            return this;
        }

        private static Tensor DivideReal(Tensor left, Tensor right)
        {
            var dtype = Promotion.Real(Promotion.Of(left, right));
            using var a = new Operand(left, dtype);
            using var b = new Operand(right, dtype);
            var y = Broadcasted<DivOp>(a.Value, b.Value);
            return Tape.Tracks(a.Value, b.Value)
                ? Tape.Record(y, "DivBackward", [a.Value, b.Value], [Tape.For(b.Value, y), b.Value], [static (n, g) => g.div(n[1]), static (n, g) => g.mul(n[0]).div(n[1]).neg()])
                : y;
        }

        private static Tensor Rounded(Tensor quotient, RoundingMode mode, ScalarType dtype)
        {
            using (quotient)
            using (var rounded = mode == RoundingMode.floor ? quotient.floor() : quotient.trunc())
                return rounded.to_type(dtype);
        }

        private Tensor Extremum<TOp>(Tensor other, string name, Func<Tensor, Tensor, Tensor> wins) where TOp : struct, IBinaryOp
        {
            var dtype = Promotion.Of(this, other);
            using var a = new Operand(this, dtype);
            using var b = new Operand(other, dtype);
            var y = Broadcasted<TOp>(a.Value, b.Value);
            if (!Tape.Tracks(a.Value, b.Value)) return y;
            // Equal arguments share the gradient.
            return Tape.Record(y, name, [a.Value, b.Value], [a.Value, b.Value],
            [
                static (n, g) => Shared(n, g, 0),
                static (n, g) => Shared(n, g, 1),
            ], wins);
        }

        private static Tensor Shared(OpNode n, Tensor g, int side)
        {
            var wins = (Func<Tensor, Tensor, Tensor>)n.State!;
            Tensor mine = n[side], theirs = n[1 - side];
            // Comparisons carry no history, so neither does the weight.
            var weight = wins(mine, theirs).to_type(g.dtype).sub(mine.eq(theirs).to_type(g.dtype).mul(0.5));
            return g.mul(weight);
        }

        private static Tensor ClampRule(OpNode n, Tensor g)
        {
            var bounds = (Scalar?[])n.State!;
            var x = n[0].detach();
            Tensor? inside = null;
            if (bounds[0] is not null) inside = x.ge(bounds[0]!);
            if (bounds[1] is not null) inside = inside is null ? x.le(bounds[1]!) : inside.logical_and(x.le(bounds[1]!));
            return g.mul(inside!.to_type(g.dtype));
        }

        private static ScalarType TypeWith(ScalarType dtype, Scalar? bound) =>
            bound is { IsFloat: true } && !DTypes.IsFloat(dtype) ? get_default_dtype() : dtype;

        private static Scalar Product(Scalar a, Scalar b) =>
            a.IsFloat || b.IsFloat ? (Scalar)(a.Real * b.Real) : (Scalar)(a.Integer * b.Integer);

        private static void RefuseBool(string op, Tensor a, Tensor b)
        {
            if (a.dtype == ScalarType.Bool && b.dtype == ScalarType.Bool)
                throw new System.Runtime.InteropServices.ExternalException($"{op}: subtraction of two bool tensors is not supported; use logical_xor() or bitwise_xor instead.");
        }
    }
}
