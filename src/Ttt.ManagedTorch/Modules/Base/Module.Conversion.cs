using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                RequirePresent(device.type);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                RequirePresent(deviceType);
                _toEpilog(null, new Device(deviceType, -1), non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking) => _to(other.dtype, non_blocking)._to(other.device_type, -1, non_blocking);

            /// <summary>Converts submodules, then replaces own parameters and buffers, in the registry and in the fields that hold them.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                    if (dtype is { } type)
                        child._to(type, non_blocking);
                    else
                        child._to(device!.type, device.index, non_blocking);
                foreach (var (name, parameter) in named_parameters(false).ToList())
                    if (ReplaceParameter(dtype, device, parameter, out var replacement))
                    {
                        _internal_params[name] = replacement;
                        Reassign(parameter, replacement);
                        parameter.Dispose();
                    }
                foreach (var (name, buffer) in named_buffers(false).ToList())
                    if (ReplaceBuffer(dtype, device, buffer, out var replacement))
                    {
                        _internal_buffers[name] = (replacement, true);
                        Reassign(buffer, replacement);
                    }
            }

            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter p)
            {
                p = param;
                if (dtype is not { } type || param.dtype == type || !param.is_floating_point())
                    return false;
                using var frozen = no_grad();
                p = new Parameter(param.to(type), param.requires_grad);
                p.DetachFromDisposeScope();
                using var grad = param.grad;
                using var converted = grad?.to(type);
                if (converted is not null)
                    p.grad = converted;
                return true;
            }

            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor result)
            {
                result = buffer;
                if (dtype is not { } type || buffer.dtype == type || !buffer.is_floating_point())
                    return false;
                result = buffer.to(type, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            void Reassign(Tensor old, Tensor replacement)
            {
                foreach (var field in InstanceFields(GetType()))
                    if (field.FieldType.IsInstanceOfType(replacement) && ReferenceEquals(field.GetValue(this), old))
                        field.SetValue(this, replacement);
            }

            static void RequireFloating(ScalarType dtype)
            {
                if (dtype is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            static void RequirePresent(DeviceType type)
            {
                if (type == DeviceType.CUDA)
                    throw new InvalidOperationException("CUDA is not available.");
                InitializeDeviceType(type);
            }
        }
    }
}
