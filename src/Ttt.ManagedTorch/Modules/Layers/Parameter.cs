namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. The constructor moves the tensor it is given, which is invalid afterwards, and takes its place in its dispose scope.</summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true) : this(data, data.OwningScope, requires_grad) { }

    Parameter(torch.Tensor data, DisposeScope? scope, bool requires_grad) : base(Take(data, requires_grad)) => MoveToOtherDisposeScope(scope);

    static TensorImpl Take(torch.Tensor data, bool requires_grad)
    {
        var impl = data.MoveOut();
        if (impl.GradFn is not null || impl.Base is not null)
        {
            var leaf = impl.Alias(impl.Shape, impl.Strides, impl.Offset);
            impl.Release();
            impl = leaf;
        }
        impl.SetRequiresGrad(requires_grad);
        return impl;
    }
}
