using System.CommandLine;
using System.Globalization;

namespace Ttt.Cli;

/// <summary><c>ttt convert</c>.</summary>
sealed class ConvertCommand(Terminal terminal)
{
    static readonly (string Name, SafetensorsType Type)[] Types =
    [
        ("fp32", SafetensorsType.F32), ("fp16", SafetensorsType.F16), ("bf16", SafetensorsType.BF16),
        ("float32", SafetensorsType.F32), ("float16", SafetensorsType.F16), ("bfloat16", SafetensorsType.BF16),
    ];
    static readonly (string Unit, double Bytes)[] Units = [("GB", 1e9), ("MB", 1e6), ("KB", 1e3)];

    readonly Argument<string> from = new("from") { Description = "a released folder, a run, a checkpoint, a .safetensors file, or a JAX checkpoint (streaming_params, streaming_train_state)", HelpName = "FROM" };
    readonly Argument<string> to = new("to") { Description = "the folder to write, which must not exist", HelpName = "TO" };
    readonly Option<string?> type = Values.Choice("--dtype", "type of the weights [default: as they are]", [.. Types.Select(t => t.Name)]);
    readonly Option<string?> shard = Values.Text("--shard-size", "weights in a file at most, as 2GB or 500MB [default: all in one]", "SIZE");
    readonly Option<string?> names = Values.Choice("--names", "names and axes of the PyTorch or of the JAX program [default: official]", "official", "jax");
    readonly Option<string?> config = Values.Text("--config", "the configuration, where it is not config.json beside the weights", "FILE");
    readonly Option<string?> tokenizer = Values.Text("--tokenizer", "a tokenizer to put beside the weights [default: the one that is there]", "FILE");
    readonly LayerLibraries libraries = new();

    public static Command Create(Terminal terminal) => new ConvertCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("convert", "Writes a model in another form: type of the weights, one file or several, names of the PyTorch or the JAX program. Checks names and shapes first; weights pass one at a time.")
        {
            from, to, type, shard, names, config, tokenizer,
        };
        libraries.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var catalogue = LayerLibraries.Catalogue(libraries.Paths(parsed));
        using var model = ModelFolder.Open(parsed.GetRequiredValue(from), parsed.GetValue(config));
        var words = parsed.GetValue(tokenizer) is { } named ? Tokenizers.Load(named) : TokenizerFile.InFolder(model.Path);
        var target = parsed.GetRequiredValue(to);
        var report = ModelExport.Write(model, target, new()
        {
            Type = parsed.GetValue(type) is { } name ? Types.First(t => t.Name == name).Type : null,
            ShardBytes = parsed.GetValue(shard) is { } size ? Bytes(size) : long.MaxValue,
            JaxNames = parsed.GetValue(names) == "jax",
            Tokenizer = words?.File,
        }, catalogue);
        terminal.Line($"from  {model.Weights.Path}: {Count.Of(report.Tensors, "tensor")}, {report.Parameters:N0} parameters, {Size(report.ReadBytes)}; names and shapes fit{(model.Verified ? ", checksums hold" : "")}");
        terminal.Line($"to    {target}: {string.Join(", ", report.Files)}, {Size(report.WrittenBytes)}; config.json{(words?.File is { } file ? ", " + file.Name : "")}, {Checksums.FileName}");
        return ExitCode.Success;
    }

    static long Bytes(string text)
    {
        var (unit, bytes) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        return unit is not null && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (long)Math.Min(number * bytes, long.MaxValue / 2)
            : throw new TttException($"--shard-size must look like 2GB or 500MB, not '{text}'");
    }

    static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e9:0.00} GB"),
        >= 1_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e3:0.0} KB"),
    };
}
