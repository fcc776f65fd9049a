using System.Globalization;

namespace Ttt.Cli;

/// <summary>Shows how training goes: a moving bar to a person, plain lines to a file.</summary>
abstract class ProgressDisplay(double bytesPerToken) : IDisposable
{
    public static ProgressDisplay Create(Terminal terminal, int first, int steps, double bytesPerToken, int? logEvery) => terminal.Interactive
        ? new ProgressBarDisplay(terminal, first, steps, bytesPerToken)
        : new PlainProgress(terminal, first, logEvery ?? Math.Max(1, steps / 30), bytesPerToken);

    public abstract void Show(TrainingProgress progress);

    public virtual void Dispose() { }

    protected string Text(TrainingProgress progress)
    {
        var (point, steps) = (progress.Point, progress.TotalSteps);
        var step = point.Step.ToString(CultureInfo.InvariantCulture).PadLeft(steps.ToString(CultureInfo.InvariantCulture).Length);
        return string.Create(CultureInfo.InvariantCulture,
            $"step {step}/{steps}  loss {point.Loss:0.000}  {Bits.PerByte(point.Loss, bytesPerToken):0.000} bits/byte  {progress.TokensPerSecond:N0} tokens/s  ETA {Clock(progress.Remaining)}");
    }

    protected string HeldOut(LossPoint point) => point.HeldOutLoss is { } loss
        ? string.Create(CultureInfo.InvariantCulture, $"held-out {Bits.PerByte(loss, bytesPerToken):0.000} bits/byte")
        : "";

    static string Clock(TimeSpan time) => time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
}

/// <summary>A line at the first step, every so many, and at every measurement.</summary>
sealed class PlainProgress(Terminal terminal, int first, int every, double bytesPerToken) : ProgressDisplay(bytesPerToken)
{
    public override void Show(TrainingProgress progress)
    {
        var point = progress.Point;
        if (point.Step == first + 1 || point.Step % every == 0 || point.HeldOutLoss is not null)
            terminal.Out.WriteLine($"{Text(progress)}  {HeldOut(point)}".TrimEnd());
    }
}
