using System.CommandLine;
using System.Globalization;
using TorchSharp;

namespace Ttt.Cli;

/// <summary>The device that a model computes on.</summary>
sealed class Devices
{
    readonly Option<string?> device = Values.Text("--device", "cpu, cuda or cuda:N [default: cuda where there is one, else cpu]", "DEVICE");

    public Option Option => device;

    public void AddTo(Command command) => command.Options.Add(device);

    /// <exception cref="TttException">There is no such device, or this build cannot reach it.</exception>
    public torch.Device Of(ParseResult parsed)
    {
        if (parsed.GetValue(device) is not { } name)
            return torch.cuda.is_available() ? torch.CUDA : torch.CPU;
        var parts = name.Split(':');
        var number = parts.Length == 1 ? 0 : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
        if (parts.Length > 2 || number < 0 || parts[0] is not ("cpu" or "cuda") || name is not "cpu" && parts[0] == "cpu")
            throw new TttException($"--device must be cpu, cuda or cuda:N, not '{name}'");
        if (name == "cpu")
            return torch.CPU;
#if TTT_MANAGED
        throw new TttException($"--device {name}: this build computes with managed tensors on the CPU; build with -p:TttBackend=cuda");
#else
        if (!torch.cuda.is_available())
            throw new TttException($"--device {name}: no CUDA device is found; it takes a build with -p:TttBackend=cuda and a driver");
        return number < torch.cuda.device_count() ? new torch.Device(DeviceType.CUDA, number)
            : throw new TttException($"--device {name}: there are {torch.cuda.device_count()} CUDA devices, numbered from 0");
#endif
    }
}
