using System.Text;

namespace Ttt.Cli.Tests;

public sealed class BadInputTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    string Text => folder.Write("text.txt", string.Concat(Enumerable.Repeat("a short text, told again and again. ", 60)));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_text_that_is_missing_empty_short_or_a_folder()
    {
        Run.Of("train").IsRefused("no text is given");
        Run.Of("train", folder.File("none.txt")).IsRefused("none.txt", "no such file");
        Run.Of("train", folder.Write("empty.txt", "")).IsRefused("empty.txt", "the text is empty");
        Run.Of("train", folder.Path).IsRefused("it is a folder");
        Run.Of("train", folder.Write("short.txt", "only a few words"), "--out", folder.File("run")).IsRefused("held-out tenth");
        Run.Of("train", Text, "--context", "5000", "--out", folder.File("run")).IsRefused("one window needs 5001");
    }

    [Fact]
    public void A_shape_or_recipe_that_cannot_work()
    {
        Run.Of("train", Text, "--width", "100", "--heads", "3").IsRefused("'hidden_size' 100 is not a multiple");
        Run.Of("train", Text, "--blocks", "0").IsRefused("'num_hidden_layers' must be at least 1");
        Run.Of("train", Text, "--lr", "-1").IsRefused("'learning_rate' must be a positive number, not -1");
        Run.Of("train", Text, "--threads", "0").IsRefused("--threads must be at least 1");
        Run.Of("train", Text, "--dim", "Rank").IsRefused("--dim must look like Rank=8");
        Run.Of("train", Text, "--dim", "Rank=8", "--out", folder.File("run")).IsRefused("no dimension Rank");
        Run.Of("train", Text, "--log-every", "0").IsRefused("--log-every");
    }

    [Fact]
    public void A_place_or_size_that_cannot_work_is_told_before_the_first_step()
    {
        Run.Of("train", Text, "--context", "32", "--steps", "2", "--out", folder.Write("file", "x")).IsRefused("it is a file, a folder for the run is expected");
        Run.Of("train", Text, "--context", "32", "--batch", "99999999").IsRefused("'batch_size' must be at most 65075262");
        Run.Of("verify", folder.Path).IsRefused("it is a folder, a file is expected");
    }

    [Fact]
    public void A_layer_or_library_that_is_not_there()
    {
        Run.Of("explain", "--layers", folder.Path).IsRefused("is a folder");
        Run.Of("train", Text, "--layer", "linaer", "--out", folder.File("run")).IsRefused("there is no layer 'linaer'", "known are", "mlp", "did you mean 'linear'");
        Run.Of("explain", "lineer").IsRefused("there is no layer 'lineer'", "did you mean 'linear'");
        Run.Of("explain", "--layers", folder.File("none.dll")).IsRefused("none.dll");
        Run.Of("explain", "--layers", folder.Write("text.dll", "no assembly at all")).IsRefused("text.dll", "cannot be loaded");
        Run.Of("explain", "--layers", typeof(FactAttribute).Assembly.Location).IsRefused("has no layers");
        Run.Of("explain", "linear", "--width", "100", "--heads", "3").IsRefused("Width 100 is not divisible by 3 heads");
    }

    [Fact]
    public void A_configuration_with_faults()
    {
        Run.Of("train", "--config", folder.File("none.json")).IsRefused("no such file");
        Run.Of("train", "--config", folder.Write("a.json", "{ model")).IsRefused("a.json", "not valid JSON");
        Run.Of("train", "--config", folder.Write("b.json", "[]")).IsRefused("a JSON object is expected");
        Run.Of("train", "--config", folder.Write("c.json", """{ "modle": {} }""")).IsRefused("unknown key 'modle'", "did you mean 'model'");
        Run.Of("train", "--config", folder.Write("d.json", """{ "model": { "hidden_sise": 64 } }""")).IsRefused("unknown key 'hidden_sise'", "did you mean 'hidden_size'");
        Run.Of("train", "--config", folder.Write("e.json", """{ "training": { "steps": "many" } }""")).IsRefused("'steps' must be an integer");
        Run.Of("train", "--config", folder.Write("f.json", """{ "corpus": 3 }""")).IsRefused("'corpus'", "a string or a list of strings");
        Run.Of("train", "--config", folder.Write("g.json", """{ "model": 3 }""")).IsRefused("'model'", "a JSON object is expected");
    }

    [Fact]
    public void A_run_that_is_no_run()
    {
        Run.Of("eval", folder.File("none"), Text).IsRefused("no such checkpoint folder");
        Run.Of("generate", folder.Path).IsRefused("neither a checkpoint");
        Run.Of("train", Text, "--resume", folder.File("none")).IsRefused("no such checkpoint folder");
        Run.Of("train", Text, "--resume", folder.File("none"), "--lr", "1").IsRefused("--lr cannot be given with --resume");
    }

    [Fact]
    public void A_reference_file_that_is_none()
    {
        Run.Of("verify", folder.File("none.safetensors")).IsRefused("no such file");
        Run.Of("verify", folder.Write("short.safetensors", "123")).IsRefused("truncated");
        var header = Encoding.UTF8.GetBytes("{}      ");
        File.WriteAllBytes(folder.File("plain.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header]);
        Run.Of("verify", folder.File("plain.safetensors")).IsRefused("not a reference file");
    }

    [Fact]
    public void Sampling_options_out_of_range()
    {
        Run.Of("generate", folder.Path, "--top-p", "0").IsRefused("top-p must lie in (0, 1]");
        Run.Of("generate", folder.Path, "--temperature", "-1").IsRefused("temperature must be 0 or more");
        Run.Of("generate", folder.Path, "--min-p", "2").IsRefused("min-p must lie in [0, 1], not 2");
        Run.Of("generate", folder.Path, "--repetition-penalty", "0").IsRefused("repetition penalty must be a positive number");
        Run.Of("generate", folder.Path, "--prefill-chunk", "0").IsRefused("--prefill-chunk must be at least 1, not 0");
        Run.Of("generate", folder.Path, "--greedy", "--temperature", "1").IsRefused("cannot both be given");
        Run.Of("generate", folder.Path, "--prompt", "a", "--prompt-file", Text).IsRefused("cannot both be given");
    }
}
