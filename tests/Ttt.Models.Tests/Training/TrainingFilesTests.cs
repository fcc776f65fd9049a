namespace Ttt.Models.Tests.Training;

public sealed class TrainingFilesTests
{
    [Fact]
    public void Options_round_trip_in_every_culture()
    {
        var options = new TrainingOptions { Steps = 7, LearningRate = 0.0025, WarmupSteps = 0, Seed = -3_000_000_000, ClipNorm = 0.5 };
        var text = TrainingOptionsJson.Write(options);
        using (new ForeignCulture())
            Assert.Equal(text, TrainingOptionsJson.Write(TrainingOptionsJson.Parse(text, "t")));
        Assert.Equal(options, TrainingOptionsJson.Parse(text, "t"));
        Assert.Equal(new TrainingOptions(), TrainingOptionsJson.Parse("{}", "t"));
    }

    [Fact]
    public void Every_fault_of_the_options_has_its_own_line()
    {
        var message = Assert.Throws<TttException>(() => TrainingOptionsJson.Parse("""{"steps": 0, "beta2": 1.5, "learning_rat": 1}""", "t.json")).Message;
        Assert.Equal(["t.json: 'steps' must be at least 1, not 0", "t.json: 'beta2' must be in [0, 1), not 1.5", "t.json: unknown key 'learning_rat'; did you mean 'learning_rate'?"], message.Split('\n'));
    }

    [Fact]
    public void The_history_round_trips()
    {
        using var folder = new TemporaryFolder();
        var history = new LossHistory([new(1, 5.545177444479562, 1e-4, 1.25), new(2, 5.1, 2e-4, 0.1, HeldOutLoss: 5.3)]);
        string text;
        using (new ForeignCulture())
            text = history.ToJsonLines();
        File.WriteAllText(folder.File("h.jsonl"), text);
        var again = LossHistory.Load(folder.File("h.jsonl"));
        Assert.Equal(history.Points, again.Points);
        Assert.Equal(text, again.ToJsonLines());
        var plot = history.Plot("t", bytesPerToken: 1);
        Assert.Equal(8, plot.Series[0].Points[0].Y, 12);
        Assert.Equal(2, plot.Series[1].Points.Single().X);
    }

    [Fact]
    public void A_broken_history_names_the_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("h.jsonl"), "{\"step\":1,\"loss\":2}\n{\"step\":");
        Assert.Contains("line 2: not valid JSON", Assert.Throws<TttException>(() => LossHistory.Load(folder.File("h.jsonl"))).Message);
    }
}
