namespace Ttt.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("trian", "unknown command 'trian'", "did you mean 'train'", "ttt --help")]
    [InlineData("train text --stpes 3", "unknown option '--stpes'", "did you mean '--steps'", "ttt train --help")]
    [InlineData("verify --sumary", "unknown option '--sumary'", "did you mean '--summary'")]
    [InlineData("train text --steps many", "--steps must be an integer, not 'many'")]
    [InlineData("train text --lr fast", "--lr must be a number, not 'fast'")]
    [InlineData("train text --lr 1,5", "--lr must be a number, not '1,5'")]
    [InlineData("train text --lr NaN", "--lr must be a number, not 'NaN'")]
    [InlineData("train text --steps", "--steps")]
    [InlineData("train text --backbone mamda", "transformer or mamba, not 'mamda'", "did you mean 'mamba'")]
    [InlineData("train text --mode sometimes", "online, mini_batch or batch, not 'sometimes'")]
    [InlineData("eval", "RUN")]
    [InlineData("verify", "FILE")]
    [InlineData("verify some.safetensors --device gpu", "--device must be cpu, cuda or cuda:N, not 'gpu'")]
    [InlineData("verify some.safetensors --device cpu:1", "--device must be cpu, cuda or cuda:N, not 'cpu:1'")]
    [InlineData("verify some.safetensors --device cuda:1", "--device cuda:1: this build computes with managed tensors on the CPU; build with -p:TttBackend=cuda")]
    [InlineData("quickstart now", "unexpected argument 'now'")]
    [InlineData("quickstart --bar 0", "--bar must be a positive number")]
    [InlineData("quickstart --steps 0", "--steps")]
    [InlineData("tokenizer", "a command is missing", "ttt tokenizer --help")]
    [InlineData("tokenizer tarin", "unknown command 'tarin'", "did you mean 'train'", "ttt tokenizer --help")]
    [InlineData("tokenizer train text --vocab-sise 3", "unknown option '--vocab-sise'", "did you mean '--vocab-size'", "ttt tokenizer train --help")]
    public void A_wrong_command_line_is_one_clear_line(string line, params string[] words) => Run.Of(line.Split(' ')).IsRefused(words);

    [Fact]
    public void No_command_at_all_is_a_fault() => Run.Of().IsRefused("a command is missing", "ttt --help");

    [Theory]
    [InlineData("quickstart")]
    [InlineData("train")]
    [InlineData("eval")]
    [InlineData("compare")]
    [InlineData("generate")]
    [InlineData("explain")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("inspect")]
    [InlineData("convert")]
    [InlineData("tokenizer")]
    [InlineData("tokenizer train")]
    [InlineData("tokenizer encode")]
    [InlineData("tokenizer decode")]
    public void Every_command_explains_itself_with_examples(string command)
    {
        var help = Run.Of([.. command.Split(' '), "--help"]).Succeeds();
        Assert.Contains("Usage:", help);
        Assert.Contains("Examples:", help);
        var examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(l => l.Length > 0).ToArray();
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.StartsWith($"  ttt {command}", e));
        Assert.Contains(command.Split(' ')[0], Run.Of("--help").Succeeds());
    }

    [Fact]
    public void Examples_use_options_that_exist()
    {
        foreach (var command in new[] { "quickstart", "train", "eval", "compare", "generate", "explain", "verify", "bench", "inspect", "convert", "tokenizer train", "tokenizer encode", "tokenizer decode" })
        {
            var parts = Run.Of([.. command.Split(' '), "--help"]).Succeeds().Split("Examples:");
            var options = parts[1].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.StartsWith("--", StringComparison.Ordinal)).Distinct();
            Assert.All(options, option => Assert.Contains(option, parts[0]));
        }
    }

    [Fact]
    public void The_version_is_told() => Assert.StartsWith("0.1.0", Run.Of("--version").Succeeds());
}
