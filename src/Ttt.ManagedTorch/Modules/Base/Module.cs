using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Base of everything that has parameters, buffers and submodules.</summary>
        public partial class Module : IDisposable
        {
            protected string? name;
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;
            protected OrderedDict<string, Module> _internal_submodules = [];
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = [];
            protected OrderedDict<string, Parameter> _internal_params = [];

            bool componentsRegistered;
            bool disposed;
            bool isTraining = true;

            protected Module(string name) => this.name = name;

            internal bool IsDisposed => disposed;

            /// <summary>The name given to the constructor, by convention that of the class.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual bool training => isTraining;

            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, child) in named_children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on every submodule, children first, then on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in _internal_submodules)
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Drops the gradients of all parameters, or fills them with zeros.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad.zero_().Dispose();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes buffers, parameters and submodules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed)
                    return;
                disposed = true;
                foreach (var (_, buffer) in named_buffers(false).ToList())
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (var (_, parameter) in named_parameters(false).ToList())
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, child) in named_children().ToList())
                    child.Dispose();
            }

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null)
                => (device ?? get_default_device(), dtype ?? get_default_dtype());
        }
    }
}
