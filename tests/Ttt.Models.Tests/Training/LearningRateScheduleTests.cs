namespace Ttt.Models.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void It_warms_up_linearly_and_falls_as_a_cosine_to_the_floor()
    {
        var schedule = new LearningRateSchedule(Peak: 1, Floor: 0.1, WarmupSteps: 4, TotalSteps: 105);
        Assert.Equal([0.25, 0.5, 0.75, 1.0], Enumerable.Range(0, 4).Select(schedule.At));
        Assert.Equal(1, schedule.At(4), 12);
        Assert.Equal(0.55, schedule.At(54), 12);
        Assert.Equal(0.1, schedule.At(104), 12);
        Assert.Equal(0.1, schedule.At(1000), 12);
    }

    [Fact]
    public void Without_warm_up_it_starts_at_the_peak() => Assert.Equal(3e-3, new LearningRateSchedule(3e-3, 0, 0, 10).At(0));
}
