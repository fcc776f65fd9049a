using System.CommandLine;
using TorchSharp;

namespace Ttt.Cli;

/// <summary>How many processor threads tensor operations use.</summary>
sealed class Threads
{
    readonly Option<int?> threads = Values.Integer("--threads", "processor threads; the results do not depend on it [default: all cores]");

    public void AddTo(Command command) => command.Options.Add(threads);

    /// <exception cref="TttException">Fewer than one.</exception>
    public void Apply(ParseResult parsed, int? otherwise = null)
    {
        if ((parsed.GetValue(threads) ?? otherwise) is not { } count)
            return;
        if (count < 1)
            throw new TttException($"--threads must be at least 1, not {count}");
        torch.set_num_threads(count);
    }
}
