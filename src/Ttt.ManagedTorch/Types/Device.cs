using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Kinds of devices, numbered as in libtorch. ManagedTorch computes on CPU only.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    /// <summary>A place where tensors live: kind and index.</summary>
    public class Device
    {
        /// <param name="description">For example <c>cpu</c> or <c>cuda:0</c>.</param>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], CultureInfo.InvariantCulture, out _)))
                throw new ArgumentException($"Invalid device description '{description}'; expected for example 'cpu' or 'cuda:0'.", nameof(description));
            type = Parse(parts[0]);
            index = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : DefaultIndex(type);
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType);
            this.index = index >= 0 ? index : DefaultIndex(type);
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index >= 0 ? index : DefaultIndex(type);
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; private set; }

        public int index { get; private set; }

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        public static implicit operator Device(string description) => new(description);

        private static int DefaultIndex(DeviceType type) => type == DeviceType.CUDA ? 0 : -1;

        private static DeviceType Parse(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type) && !char.IsDigit(name[0])
                ? type
                : throw new ArgumentException($"Unknown device type '{name}'; expected for example 'cpu' or 'cuda'.", nameof(name));
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    private static Device _defaultDevice = CPU;

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    public static Device get_default_device() => _defaultDevice;

    public static void set_default_device(Device device) => _defaultDevice = RequireCpu(device);

    public static void set_default_device(string device) => set_default_device(new Device(device));

    public static void InitializeDeviceType(DeviceType deviceType) => RequireCpu(new Device(deviceType));

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU;

    public static Device InitializeDevice(Device? device) => RequireCpu(device ?? CPU);

    public static bool cuda_is_available() => false;

    /// <summary>CUDA as far as a CPU backend knows it: absent.</summary>
    public static partial class cuda
    {
        public static bool is_available() => false;

        public static int device_count() => 0;
    }

    internal static Device RequireCpu(Device? device) =>
        device is null || device.type == DeviceType.CPU
            ? CPU
            : throw new ExternalException($"Device '{device}' is not available: ManagedTorch computes on the CPU only. Build with TttBackend=cuda for CUDA.");
}
