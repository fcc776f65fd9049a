using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add_(Tensor target) => AddScaled_(target, 1);

        public Tensor add_(Tensor target, Scalar alpha) => AddScaled_(target, alpha);

        public Tensor add_(Scalar scalar)
        {
            FitsInPlace(Promotion.Of(this, scalar));
            return Change<AddOp>(scalar, "AddBackward", static (_, g) => g);
        }

        public Tensor add_(Scalar scalar, Scalar alpha) => add_(Product(scalar, alpha));

        public Tensor sub_(Tensor target) => AddScaled_(target, -1);

        public Tensor sub_(Scalar target) => add_(target.Negated());

        public Tensor subtract_(Tensor target) => sub_(target);

        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor mul_(Tensor target)
        {
            FitsInPlace(Promotion.Of(this, target));
            InPlace.Check(this);
            RequireShape(target);
            using var b = new Operand(target, dtype);
            bool track = Tape.Tracks(this, b.Value);
            using var old = track && b.Value.Impl.RequiresGrad ? clone() : null;
            Elementwise.Binary<MulOp>(Impl, Impl, b.Impl);
            InPlace.Bump(this);
            return track
                ? InPlace.Record(this, "MulBackward", [this, b.Value], [old, b.Value], [static (n, g) => g.mul(n[1]), static (n, g) => g.mul(n[0])])
                : this;
        }

        public Tensor mul_(Scalar target)
        {
            FitsInPlace(Promotion.Of(this, target));
            return Change<MulOp>(target, "MulBackward", static (n, g) => g.mul((Scalar)n.State!));
        }

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode != RoundingMode.None) return Apply(x => x.div(target, rounding_mode));
            FitsInPlace(Promotion.Real(Promotion.Of(this, target)));
            InPlace.Check(this);
            RequireShape(target);
            using var b = new Operand(target, dtype);
            bool track = Tape.Tracks(this, b.Value);
            Elementwise.Binary<DivOp>(Impl, Impl, b.Impl);
            InPlace.Bump(this);
            return track
                ? InPlace.Record(this, "DivBackward", [this, b.Value], [this, b.Value], [static (n, g) => g.div(n[1]), static (n, g) => g.mul(n[0]).div(n[1]).neg()])
                : this;
        }

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode != RoundingMode.None) return Apply(x => x.div(target, rounding_mode));
            FitsInPlace(Promotion.Real(Promotion.Of(this, target)));
            return Change<DivOp>(target, "DivBackward", static (n, g) => g.div((Scalar)n.State!));
        }

        /// <summary>this += value * tensor1 * tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => MultiplyAdd_(tensor1, tensor2, value, false);

        /// <summary>this += value * tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => MultiplyAdd_(tensor1, tensor2, value, true);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        public Tensor lerp_(Tensor end, Tensor weight) => Apply(x => x.lerp(end, weight));

        /// <summary>Overwrites the values, with broadcasting and conversion; gradients flow to <paramref name="source"/>.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            InPlace.Check(this);
            RequireShape(source);
            bool track = Tape.Tracks(this, source);
            // A source over the same memory may be overwritten before it is read.
            using var separate = ReferenceEquals(source.Impl.Buffer, Impl.Buffer) ? source.CopyContiguous() : null;
            Elementwise.Copy(Impl, (separate ?? source).Impl);
            InPlace.Bump(this);
            return track
                ? InPlace.Record(this, "CopyBackward", [this, source], [], [static (_, _) => null, static (_, g) => g])
                : this;
        }

        public Tensor fill_(Scalar value)
        {
            InPlace.Check(this);
            bool track = Tape.Tracks(this);
            Elementwise.Fill(Impl, value);
            InPlace.Bump(this);
            return track ? InPlace.Record(this, "FillBackward", [this], [], [static (_, _) => null]) : this;
        }

        /// <summary>Zeroes in place and returns another wrapper of this tensor, as TorchSharp does.</summary>
        public Tensor zero_()
        {
            fill_(0);
            return Share();
        }

        public Tensor masked_fill_(Tensor mask, Scalar value) => Apply(x => x.masked_fill(mask, value));

        public Tensor pow_(Scalar exponent) => Apply(x => x.pow(exponent));

        public Tensor pow_(Tensor exponent) => Apply(x => x.pow(exponent));

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Apply(x => x.clamp(min, max));

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Apply(x => x.clamp(min, max));

        public Tensor clamp_min_(Scalar min) => clamp_(min, null);

        public Tensor clamp_max_(Scalar max) => clamp_(null, max);

        public Tensor neg_() => Apply(static x => x.neg());

        public Tensor abs_() => Apply(static x => x.abs());

        public Tensor exp_() => Apply(static x => x.exp());

        public Tensor log_() => Apply(static x => x.log());

        public Tensor sqrt_() => Apply(static x => x.sqrt());

        public Tensor rsqrt_() => Apply(static x => x.rsqrt());

        public Tensor reciprocal_() => Apply(static x => x.reciprocal());

        public Tensor tanh_() => Apply(static x => x.tanh());

        public Tensor sigmoid_() => Apply(static x => x.sigmoid());

        public Tensor relu_() => Apply(static x => x.relu());

        public Tensor silu_() => Apply(static x => x.silu());

        public Tensor gelu_() => Apply(static x => x.gelu());

        public Tensor floor_() => Apply(static x => x.floor());

        public Tensor round_(long decimals = 0) => Apply(x => x.round(decimals));

        public Tensor sin_() => Apply(static x => x.sin());

        public Tensor cos_() => Apply(static x => x.cos());

        public Tensor tril_(long diagonal = 0) => Apply(x => x.tril(diagonal));

        public Tensor triu_(long diagonal = 0) => Apply(x => x.triu(diagonal));

        public Tensor squeeze_(long? dim = null) => Regeometry(squeeze(dim));

        public Tensor unsqueeze_(long dim) => Regeometry(unsqueeze(dim));

        public Tensor transpose_(long dim0, long dim1) => Regeometry(transpose(dim0, dim1));

        /// <summary>Overwrites this tensor by a function of it. Where that is recorded, the function sees a copy that survives the change.</summary>
        internal Tensor Apply(Func<Tensor, Tensor> operation)
        {
            InPlace.Check(this);
            using var old = Tape.Tracks(this) ? clone() : null;
            using var result = operation(old ?? this);
            FitsInPlace(result.dtype);
            return copy_(result);
        }

        private Tensor AddScaled_(Tensor target, Scalar alpha)
        {
            FitsInPlace(Promotion.Of(this, target));
            InPlace.Check(this);
            RequireShape(target);
            using var b = new Operand(target, dtype);
            bool track = Tape.Tracks(this, b.Value);
            if (alpha.Real == 1) Elementwise.Binary<AddOp>(Impl, Impl, b.Impl);
            else if (alpha.Real == -1) Elementwise.Binary<SubOp>(Impl, Impl, b.Impl);
            else Elementwise.AddScaled(Impl, b.Impl, alpha.Real);
            InPlace.Bump(this);
            return track
                ? InPlace.Record(this, "AddBackward", [this, b.Value], [], [static (_, g) => g, static (n, g) => ((Scalar)n.State!).Real == 1 ? g : g.mul((Scalar)n.State!)], alpha)
                : this;
        }

        private Tensor MultiplyAdd_(Tensor a, Tensor b, Scalar value, bool divide)
        {
            if (Tape.Tracks(this, a, b)) return Apply(x => divide ? x.addcdiv(a, b, value) : x.addcmul(a, b, value));
            RequireShape(a);
            RequireShape(b);
            using var x = new Operand(a, dtype);
            using var y = new Operand(b, dtype);
            Elementwise.MultiplyAdd(Impl, x.Impl, y.Impl, value.Real, divide);
            InPlace.Bump(this);
            return this;
        }

        private Tensor Change<TOp>(Scalar number, string name, GradientRule rule) where TOp : struct, IBinaryOp
        {
            InPlace.Check(this);
            bool track = Tape.Tracks(this);
            Elementwise.Binary<TOp>(Impl, Impl, number);
            InPlace.Bump(this);
            return track ? InPlace.Record(this, name, [this], [], [rule], number) : this;
        }

        private Tensor Regeometry(Tensor view)
        {
            using (view)
            {
                Impl.Reshape(view.Impl.Shape, view.Impl.Strides);
                if (view.Impl.GradFn is { } node) Impl.SetGradFn(node, 0);
                return this;
            }
        }

        // The result of an in-place operation must fit the element type that is there.
        private ScalarType FitsInPlace(ScalarType result)
        {
            if (DTypes.Category(result) > DTypes.Category(dtype))
                throw new ExternalException($"result type {DTypes.Name(result)} can't be cast to the desired output type {DTypes.Name(dtype)}");
            return dtype;
        }

        private void RequireShape(Tensor other)
        {
            if (!Shapes.IsExpandable(other.Impl.Shape, Impl.Shape))
                throw new ExternalException($"output with shape {Shapes.Text(Impl.Shape)} doesn't match the broadcast shape of {Shapes.Text(other.Impl.Shape)}");
        }
    }
}
