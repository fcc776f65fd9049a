using Spectre.Console;

namespace Ttt.Cli;

/// <summary>A live bar with loss, speed and remaining time; measurements stay above it as lines.</summary>
sealed class ProgressBarDisplay : ProgressDisplay
{
    readonly IAnsiConsole console;
    readonly TaskCompletionSource<ProgressTask> started = new();
    readonly TaskCompletionSource finished = new();
    readonly Task display;

    public ProgressBarDisplay(Terminal terminal, int first, int steps, double bytesPerToken) : base(bytesPerToken)
    {
        console = terminal.AnsiConsole();
        // training keeps the calling thread, so the bar waits on one of its own
        display = console.Progress().AutoClear(false)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask("training", maxValue: steps);
                task.Value = first;
                started.SetResult(task);
                await finished.Task.ConfigureAwait(false);
            });
    }

    public override void Show(TrainingProgress progress)
    {
        var task = started.Task.GetAwaiter().GetResult();
        if (progress.Point.HeldOutLoss is not null)
            console.WriteLine($"step {progress.Point.Step}: {HeldOut(progress.Point)}");
        task.Description = Markup.Escape(Text(progress));
        task.Value = progress.Point.Step;
    }

    public override void Dispose()
    {
        finished.TrySetResult();
        display.GetAwaiter().GetResult();
    }
}
