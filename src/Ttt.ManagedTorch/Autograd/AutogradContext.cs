using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Carries tensors and data from the forward to the backward of a custom function.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _toSave = [];
            private List<Tensor> _dirty = [];
            private List<Tensor> _constant = [];
            private (SavedTensor? Tensor, int Slot)[] _saved = [];
            private CustomNode? _node;
            private bool _materializeGrads = true;

            internal AutogradContext()
            {
            }

            /// <summary>Whether gradients of unused outputs arrive as zeros (the default) or as null.</summary>
            public bool MaterializeGrads => _materializeGrads;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (var (tensor, _) in _saved) tensor?.Release();
            }

            public object get_data(string key) => _data[key];

            public void save_data(string key, object value) => _data[key] = value;

            /// <summary>Keeps tensors for backward; the last call counts.</summary>
            public void save_for_backward(List<Tensor> tensors) => _toSave = tensors;

            /// <summary>The saved tensors with their history, in order; new wrappers at each call.</summary>
            public List<Tensor> get_saved_variables()
            {
                if (_node is null) return [.. _toSave.Select(t => t?.Share()!)];
                return [.. _saved.Select(s => s.Tensor?.Unpack(_node, s.Slot)!)];
            }

            public void mark_dirty(List<Tensor> tensors) => _dirty = tensors;

            public void mark_non_differentiable(List<Tensor> tensors) => _constant = tensors;

            public void set_materialize_grads(bool value) => _materializeGrads = value;

            internal bool IsDirty(Tensor tensor) => _dirty.Exists(d => ReferenceEquals(d.Impl, tensor.Impl));

            internal void Attach(string name, object[] vars, List<Tensor> outputs, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                foreach (var dirty in _dirty) InPlace.Check(dirty);
                var edges = Tape.Edges([.. vars.Select(v => v as Tensor)]);
                _node = new CustomNode(name, edges, outputs, this, backward);
                _saved = [.. _toSave.Select(tensor => Save(tensor, outputs))];
                _toSave = [];
                for (int i = 0; i < outputs.Count; i++)
                {
                    var output = outputs[i];
                    if (output is null || !DTypes.IsFloat(output.Impl.DType) || _constant.Exists(c => ReferenceEquals(c.Impl, output.Impl))) continue;
                    if (IsDirty(output) && output.Impl.Base is not null && outputs.Count == 1) ViewHistory.Rebase(output.Impl, _node);
                    else output.Impl.SetGradFn(_node, i);
                }
                _dirty = [];
                _constant = [];
            }

            private static (SavedTensor?, int) Save(Tensor tensor, List<Tensor> outputs)
            {
                if (tensor is null) return (null, 0);
                int slot = outputs.FindIndex(o => o is not null && ReferenceEquals(o.Impl, tensor.Impl));
                return slot >= 0 ? (SavedTensor.Output(tensor), slot) : (SavedTensor.Of(tensor), 0);
            }
        }

        internal sealed class CustomNode(string name, Edge[] edges, List<Tensor> outputs, AutogradContext context, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            : Node(edges, outputs.Count)
        {
            private readonly (long[] Shape, ScalarType DType)[] _outputs =
                [.. outputs.Select(o => o is null ? ([], ScalarType.Float32) : (o.Impl.Shape, o.Impl.DType))];

            public override string Name => name;

            public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
            {
                var grads = new List<Tensor>(outputGrads.Length);
                for (int i = 0; i < outputGrads.Length; i++)
                    grads.Add(outputGrads[i] ?? (context.MaterializeGrads ? zeros(_outputs[i].Shape, _outputs[i].DType) : null!));
                var result = backward(context, grads);
                if (result.Count > inputGrads.Length && result.Skip(inputGrads.Length).Any(g => g is not null) || result.Count < inputGrads.Length)
                    throw new ExternalException($"function {name} returned an incorrect number of gradients (expected {inputGrads.Length}, got {result.Count})");
                for (int i = 0; i < inputGrads.Length; i++)
                    if (result[i] is { IsInvalid: false } grad) inputGrads[i] = grad;
            }

            public override void ReleaseSaved() => context.Dispose();
        }
    }
}
