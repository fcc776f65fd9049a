using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Adds the gradients of this scalar to the leaves it depends on.</summary>
        public void backward() => Engine.Backward([this], [], false, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Engine.Backward([this], grad_tensors is null ? [] : [.. grad_tensors], retain_graph || create_graph, create_graph, inputs is null ? null : [.. inputs]);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Impl.SetRequiresGrad(requires_grad);
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of this tensor although it is no leaf.</summary>
        public void retain_grad()
        {
            var edge = Impl.GradEdge();
            if (edge.Node is null) throw new ExternalException("can't retain_grad on Tensor that has requires_grad=False");
            if (edge.Node is AccumulateGrad || Impl.RetainsGrad) return;
            Impl.RetainsGrad = true;
            (edge.Node.Retained ??= []).Add((new WeakReference<TensorImpl>(Impl), edge.Slot));
        }
    }
}
