using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
#nullable disable annotations // as in TorchSharp: the recorded signatures say nothing of null
    /// <summary>Reverse-mode differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of <paramref name="tensors"/> to the leaves they depend on.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            Engine.Backward([.. tensors], grad_tensors is null ? [] : [.. grad_tensors], retain_graph ?? create_graph, create_graph, inputs is null ? null : [.. inputs]);

        public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>
        /// Gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>. With <paramref name="allow_unused"/>
        /// an input that is not reached gets an invalid tensor, as TorchSharp returns it.
        /// </summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var grads = Engine.Gradients([.. outputs], grad_outputs is null ? [] : [.. grad_outputs], [.. inputs], retain_graph || create_graph, create_graph);
            var result = new Tensor[grads.Length];
            for (int i = 0; i < grads.Length; i++)
            {
                if (grads[i] is null && !allow_unused)
                    throw new ExternalException($"One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused: true if this is the desired behavior. Input {i}, shape {Shapes.Text(inputs[i].Impl.Shape)}");
                result[i] = grads[i] ?? Invalid();
            }
            return result;
        }

        private static Tensor Invalid()
        {
            var tensor = empty(0);
            tensor.Dispose();
            return tensor;
        }
    }
}
