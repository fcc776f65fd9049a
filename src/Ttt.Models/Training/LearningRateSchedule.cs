namespace Ttt.Models;

/// <summary>Linear warm-up from 0 to the peak, then a cosine down to the floor at the last step.</summary>
public sealed record LearningRateSchedule(double Peak, double Floor, int WarmupSteps, int TotalSteps)
{
    /// <summary>The rate of update <paramref name="step"/> (0-based). The first update already has a non-zero rate.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        var remaining = TotalSteps - WarmupSteps;
        var progress = remaining <= 1 ? 1 : Math.Min(1, (step - WarmupSteps) / (double)(remaining - 1));
        return Floor + (Peak - Floor) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
