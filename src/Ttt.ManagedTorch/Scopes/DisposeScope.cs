namespace TorchSharp;

/// <summary>Owns what is created while it is the innermost scope of its thread, and disposes it at the end.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private readonly ScopeItems _owned = new();
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager) => _manager = manager;

    internal DisposeScope? Outer { get; set; }

    public IReadOnlyList<IDisposable> DisposablesView => _owned.ToList();

    public int DisposablesCount => _owned.Count;

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            if (ReferenceEquals(tensor.OwningScope, this)) return;
            tensor.OwningScope?._owned.Remove(tensor);
            if (tensor.OwningScope is null) _manager.Counts.AttachedToScopeCount++;
            Adopt(tensor);
            return;
        }
        if (!_owned.Contains(disposable)) _owned.Add(disposable);
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list) Attach(disposable);
        return list;
    }

    public bool Contains(IDisposable disposable) =>
        disposable is torch.Tensor tensor ? ReferenceEquals(tensor.OwningScope, this) : _owned.Contains(disposable);

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (Contains(disposable) && _owned.Remove(disposable) && disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = null;
            _manager.Counts.DetachedFromScopeCount++;
        }
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Detach<IDisposable>(disposable);
    }

    /// <summary>Ends the scope: disposes all it owns and makes the scope around it current again.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        DisposeEverything();
        _manager.Remove(this);
    }

    public void DisposeEverything() => DisposeAllBut(null);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep) => DisposeAllBut(new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance));

    private void DisposeAllBut(HashSet<IDisposable>? keep)
    {
        var all = _owned.TakeAll();
        if (all.Count == 0) return;
        foreach (var disposable in all)
        {
            if (disposable is null) continue;
            if (keep?.Contains(disposable) == true) Put(disposable);
            else if (disposable is torch.Tensor tensor) tensor.DisposeFromScope();
            else disposable.Dispose();
        }
        _owned.Recycle(all);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    /// <summary>Forgets an object that was disposed by its user.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Contains(disposable)) _owned.Remove(disposable);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null)
            return Detach(disposable);
        if (!Contains(disposable)) return disposable;
        _owned.Remove(disposable);
        scope.Put(disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOther<IDisposable>(scope, disposable);
    }

    /// <summary>Gives the object to the scope around this one; to nobody where there is none.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        MoveToOther(Outer, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        MoveToOther(Outer, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    internal void Adopt(torch.Tensor tensor)
    {
        tensor.OwningScope = this;
        tensor.ScopeSlot = _owned.Add(tensor);
    }

    private void Put(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor) Adopt(tensor);
        else _owned.Add(disposable);
    }
}
