using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>Windows of something on a device, by its own clock.</summary>
static class DeviceWindows
{
    /// <summary>The least that a window takes.</summary>
    public const double Seconds = 0.001;

    /// <summary>Warms up, then measures; the seconds of one run in every window.</summary>
    public static Samples Of(ComputeDevice device, Action run, int windows)
    {
        device.Time(run);
        var repeats = Math.Max(1, (int)Math.Ceiling(Seconds / Math.Max(device.Time(run), 1e-7)));
        void All()
        {
            for (var i = 0; i < repeats; i++) run();
        }
        device.Time(All);
        var samples = new Samples();
        for (var i = 0; i < windows; i++) samples.Add(device.Time(All) / repeats);
        return samples;
    }
}
