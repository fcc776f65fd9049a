using System.Diagnostics;
using System.Text;

namespace Ttt.Packaging.Tests;

/// <summary>What a command of the SDK printed, and how it ended.</summary>
sealed record Outcome(int Code, string Text)
{
    public Outcome Succeeded()
    {
        Assert.True(Code == 0, Text);
        return this;
    }
}

/// <summary>Runs the SDK as a user does, with a package cache of its own.</summary>
static class Dotnet
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<Outcome> RunAsync(string folder, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the running build tells its children is about this build, not about the user's.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        var text = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} took longer than {Limit}:\n{text}");
        }
        return new(process.ExitCode, $"dotnet {string.Join(' ', arguments)}\n{text}");

        void Add(string? line)
        {
            lock (text)
                text.AppendLine(line);
        }
    }
}
