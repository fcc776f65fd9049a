using System.Reflection;
using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>What a device's tensor cores do in one number format, measured.</summary>
/// <param name="device">The device.</param>
/// <param name="precision">What operands keep: with float32 a tile is one product in tf32.</param>
sealed class MatrixRate(ComputeDevice device, ProductPrecision precision) : IDisposable
{
    const int Chains = 8, Lanes = 32, BlocksOfProcessor = 2;

    // sums of ones are exact below 2^24
    const int MostRounds = 1 << 19;

    readonly DeviceBuffer sums = new(device, (long)Blocks(device) * device.Warps * Lanes);

    readonly DeviceCode code = Text(precision);
    double operations;
    Samples? seconds;

    /// <summary>Operations per second, a multiply-add as two, in the best window.</summary>
    public double Best => operations / seconds!.Best;

    /// <summary>In the median window.</summary>
    public double Median => operations / seconds!.Median;

    /// <summary>What it runs.</summary>
    public static DeviceCode Text(ProductPrecision precision) => new([Source], "MatrixRate", [], 1, 1, 1, 0, BlocksOfProcessor, precision);

    static string Source
    {
        get
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Rates.cu")!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Measures some windows.</summary>
    /// <exception cref="DeviceException">The device computes something else than it should.</exception>
    public void Run(int windows)
    {
        var rounds = 16;
        while (device.Time(() => Launch(rounds)) < DeviceWindows.Seconds && rounds < MostRounds) rounds *= 2;
        seconds = DeviceWindows.Of(device, () => Launch(rounds), windows);
        operations = (double)Blocks(device) * device.Warps * Chains * rounds * 16 * 8 * Depth * 2;
        Check(rounds);
    }

    public void Dispose() => sums.Dispose();

    int Depth => precision == ProductPrecision.BFloat16 ? 16 : 8;

    static int Blocks(ComputeDevice device) => BlocksOfProcessor * device.Facts.Processors;

    void Launch(int rounds) => device.Launch(code, new()
    {
        Rows = 1,
        Keys = 1,
        Most = 1,
        Heads = 1,
        Group = rounds,
        Memory = [new(sums.Start, 0, 0, sums.Start, sums.Floats)],
    }, Blocks(device));

    // not "> 1e-6": a NaN must fail, and infinity's share of itself too
    void Check(int rounds)
    {
        var right = (double)rounds * Depth * 4 * Chains;
        foreach (var sum in sums.Read((int)sums.Floats))
            if (!(Math.Abs(sum - right) <= 1e-6 * right)) throw new DeviceException(FormattableString.Invariant($"Tensor cores in {(precision == ProductPrecision.BFloat16 ? "bf16" : "tf32")} give {sum} where {right} is right."));
    }
}
