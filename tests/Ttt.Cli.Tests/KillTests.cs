using System.Diagnostics;

namespace Ttt.Cli.Tests;

/// <summary>Processes that are killed while they train, as by kill -9.</summary>
public sealed class KillTests : IDisposable
{
    const int Steps = 40;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_that_is_killed_again_and_again_ends_with_the_same_bytes()
    {
        var text = folder.Write("text.txt", string.Concat(Enumerable.Range(0, 200).Select(i => $"Line {i} of a text;\n")));
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        string[] recipe = ["--steps", $"{Steps}", "--batch", "2", "--accumulate", "2", "--context", "32", "--lr", "0.01", "--eval-every", "7", "--eval-tokens", "64", "--checkpoint-every", "3", "--order", "shuffled", "--document-separator", ";\\n"];
        string[] begin(string run) => ["train", text, "--out", run, .. TinyRun.Shape, .. recipe];
        Run.Of(begin(whole)).Succeeds();

        // kill when so many updates are logged: before the first checkpoint, right after one, between two, while one is written
        foreach (var updates in (int[])[1, 3, 4, 9, 14, 18, 24])
            Kill(CheckpointFolder.Exists(parts) ? ["train", text, "--resume", parts] : begin(parts), () => Logged(parts) >= updates);
        Assert.InRange(Trainer.OptionsOf(parts).Steps, Steps, Steps);
        Run.Of("train", text, "--resume", parts).Succeeds();
        TinyRun.AssertSameFiles(whole, parts);
    }

    static int Logged(string run)
    {
        var path = Path.Combine(run, "log.jsonl");
        if (!File.Exists(path))
            return 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    static void Kill(string[] arguments, Func<bool> when)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "ttt.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (!process.HasExited && !when())
            Thread.Sleep(1);
        process.Kill();
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 137, $"{output.Result}\n{error.Result}");
    }
}
