using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Compare<EqOp>(target);

        public Tensor eq(Scalar target) => Compare<EqOp>(target);

        public Tensor ne(Tensor target) => Compare<NeOp>(target);

        public Tensor ne(Scalar target) => Compare<NeOp>(target);

        public Tensor lt(Tensor target) => Compare<LtOp>(target);

        public Tensor lt(Scalar target) => Compare<LtOp>(target);

        public Tensor le(Tensor target) => Compare<LeOp>(target);

        public Tensor le(Scalar target) => Compare<LeOp>(target);

        public Tensor gt(Tensor target) => Compare<GtOp>(target);

        public Tensor gt(Scalar target) => Compare<GtOp>(target);

        public Tensor ge(Tensor target) => Compare<GeOp>(target);

        public Tensor ge(Scalar target) => Compare<GeOp>(target);

        public Tensor greater(Tensor target) => gt(target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor less(Tensor target) => lt(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor logical_not()
        {
            using var x = to_type(ScalarType.Bool);
            return x.eq(false);
        }

        public Tensor logical_and(Tensor other) => Logical(other, static (a, b) => a.mul(b));

        public Tensor logical_or(Tensor other) => Logical(other, static (a, b) => a.add(b));

        public Tensor logical_xor(Tensor other) => Logical(other, static (a, b) => a.ne(b));

        public Tensor bitwise_not()
        {
            if (dtype == ScalarType.Bool) return logical_not();
            RequireInteger("bitwise_not");
            using var negative = neg();
            return negative.sub(1);
        }

        public Tensor bitwise_and(Tensor other) => dtype == ScalarType.Bool ? logical_and(other) : throw DTypes.NotFor("bitwise_and_cpu", dtype);

        public Tensor bitwise_or(Tensor other) => dtype == ScalarType.Bool ? logical_or(other) : throw DTypes.NotFor("bitwise_or_cpu", dtype);

        public Tensor bitwise_xor(Tensor other) => dtype == ScalarType.Bool ? logical_xor(other) : throw DTypes.NotFor("bitwise_xor_cpu", dtype);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false)
        {
            using var mode = no_grad();
            using var scope = NewDisposeScope();
            Tensor a = to_type(ScalarType.Float64), b = other.to_type(ScalarType.Float64);
            var close = a.eq(b).logical_or(a.sub(b).abs().le(b.abs().mul(rtol).add(atol)).logical_and(b.isfinite()));
            if (nanEqual) close = close.logical_or(a.isnan().logical_and(b.isnan()));
            return close.MoveToOuterDisposeScope();
        }

        /// <summary>Whether |this - target| is at most atol + rtol |target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            if (dtype != target.dtype)
                throw new ExternalException($"{DTypes.Name(dtype)} did not match {DTypes.Name(target.dtype)}");
            using var scope = NewDisposeScope();
            return isclose(target, rtol, atol, equal_nan).all().ToBoolean();
        }

        private Tensor Compare<TOp>(Tensor target) where TOp : struct, ICompareOp
        {
            var dtype = Promotion.Of(this, target);
            using var mode = no_grad();
            using var a = new Operand(this, dtype);
            using var b = new Operand(target, dtype);
            bool same = a.Impl.Shape.AsSpan().SequenceEqual(b.Impl.Shape);
            var result = Elementwise.Result(same ? a.Impl.Shape : Shapes.Broadcast(a.Impl.Shape, b.Impl.Shape), ScalarType.Bool, a.Impl, b.Impl);
            Elementwise.Compare<TOp>(result.Impl, a.Impl, b.Impl);
            return result;
        }

        private Tensor Compare<TOp>(Scalar target) where TOp : struct, ICompareOp
        {
            using var mode = no_grad();
            using var a = new Operand(this, Promotion.Of(this, target));
            var result = Elementwise.Result(a.Impl.Shape, ScalarType.Bool, a.Impl);
            Elementwise.Compare<TOp>(result.Impl, a.Impl, target);
            return result;
        }

        private Tensor Logical(Tensor other, Func<Tensor, Tensor, Tensor> combine)
        {
            using var a = new Operand(this, ScalarType.Bool);
            using var b = new Operand(other, ScalarType.Bool);
            return combine(a.Value, b.Value);
        }

        private void RequireInteger(string op)
        {
            if (!DTypes.IsIntegral(dtype)) throw DTypes.NotFor(op, dtype);
        }
    }
}
