namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array with strides and a place in the autograd graph.
    /// Dispose it, or open a dispose scope; one that is forgotten is reclaimed by the garbage collector.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;
        private TensorImpl? _impl;

        /// <summary>Takes over one reference to <paramref name="impl"/>.</summary>
        internal Tensor(TensorImpl impl)
        {
            _impl = impl;
            impl.Buffer.AddWrapper(1);
            long count = Interlocked.Increment(ref _totalCount);
            if (count > _peakCount) _peakCount = count;
            DisposeScopeManager.Current.Register(this);
        }

        /// <summary>Wrappers alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        public static long PeakCount => Interlocked.Read(ref _peakCount);

        public string? name { get; set; }

        /// <summary>True once this object was disposed or moved from.</summary>
        public bool IsInvalid => _impl is null;

        /// <summary>A token that is the same for wrappers of the same tensor. Not a native pointer.</summary>
        public IntPtr Handle => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Impl);

        internal TensorImpl Impl => _impl ?? throw new InvalidOperationException("Tensor invalid -- empty handle.");

        internal DisposeScope? OwningScope { get; set; }

        internal int ScopeSlot { get; set; }

        public void Dispose()
        {
            if (_impl is null) return;
            OwningScope?.MarkAsDisposed(this);
            Dispose(true);
        }

        /// <summary>Lets go of the storage; views and values saved for backward keep it alive.</summary>
        protected virtual void Dispose(bool disposing)
        {
            var impl = Interlocked.Exchange(ref _impl, null);
            if (impl is null) return;
            Interlocked.Decrement(ref _totalCount);
            impl.Buffer.AddWrapper(-1);
            var counts = DisposeScopeManager.Current.Counts;
            if (OwningScope is null) counts.DisposedOutsideScopeCount++;
            else counts.DisposedInScopeCount++;
            OwningScope = null;
            impl.Release();
        }

        internal void DisposeFromScope() => Dispose(true);

        /// <summary>Tensors that the collector took with their memory.</summary>
        internal static void Forget(int tensors) => Interlocked.Add(ref _totalCount, -tensors);

        /// <summary>Empties this wrapper and returns what it held: the source of a move.</summary>
        internal TensorImpl MoveOut()
        {
            var impl = Impl;
            OwningScope?.MarkAsDisposed(this);
            var counts = DisposeScopeManager.Current.Counts;
            if (OwningScope is null) counts.DisposedOutsideScopeCount++;
            else counts.DisposedInScopeCount++;
            OwningScope = null;
            _impl = null;
            Interlocked.Decrement(ref _totalCount);
            impl.Buffer.AddWrapper(-1);
            return impl;
        }

        /// <summary>Another wrapper of the same tensor.</summary>
        internal Tensor Share()
        {
            Impl.Retain();
            return new Tensor(Impl);
        }

        /// <summary>Puts another tensor into this wrapper (modules that convert their parameters).</summary>
        internal void Replace(TensorImpl impl)
        {
            var old = Impl;
            _impl = impl;
            impl.Buffer.AddWrapper(1);
            old.Buffer.AddWrapper(-1);
            old.Release();
        }

        /// <summary>Gives this tensor to the scope around the one that owns it.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes this tensor out of every scope: its user disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningScope is not null) OwningScope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>Whether both wrappers hold tensors of the same shape and the same values.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) =>
            ReferenceEquals(this, target)
            || (dtype == target.dtype && Impl.Shape.AsSpan().SequenceEqual(target.Impl.Shape) && TensorValues.AllEqual(this, target));

        public override int GetHashCode() => base.GetHashCode();
    }
}
