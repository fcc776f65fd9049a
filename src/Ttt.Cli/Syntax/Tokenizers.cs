using System.CommandLine;

namespace Ttt.Cli;

/// <summary>Tokenizers by name on the command line: a file, a run or other folder with one in it, or the word bytes.</summary>
static class Tokenizers
{
    public const string Bytes = "bytes";

    public static Option<string?> Option(string otherwise) => Values.Text("--tokenizer", $"a tokenizer.json, a .tiktoken file, a folder with one of them, or the word bytes [default: {otherwise}]", "FILE");

    /// <exception cref="TttException">There is no tokenizer, or it cannot be used.</exception>
    public static ITokenizer Load(string name) => name == Bytes ? new ByteTokenizer()
        : Directory.Exists(name) ? Beside(CheckpointFolder.Exists(name) ? CheckpointFolder.Resolve(name) : name) ?? throw new TttException($"{name}: there is no tokenizer in this folder")
        : TokenizerFile.Load(name);

    /// <summary>The tokenizer that goes with a model: the one that is named, else the copy in its folder, else bytes where it has as many tokens as there are bytes.</summary>
    /// <exception cref="TttException">There is none, or it has more tokens than the model.</exception>
    public static ITokenizer Of(LanguageModel model, string path, string? named)
    {
        var folder = CheckpointFolder.Resolve(path);
        var tokenizer = named is not null ? Load(named) : Beside(folder) ?? Fallback(model, folder);
        return tokenizer.VocabSize <= model.Config.VocabSize ? tokenizer
            : throw new TttException($"{named ?? folder}: the tokenizer has {tokenizer.VocabSize} tokens, the model only {model.Config.VocabSize}; it belongs to another model");
    }

    static ITokenizer? Beside(string folder) => TokenizerFile.InFolder(folder);

    static ByteTokenizer Fallback(LanguageModel model, string folder) => model.Config.VocabSize == 256
        ? new()
        : throw new TttException($"{folder}: the model has {model.Config.VocabSize} tokens and no tokenizer beside it; name one with --tokenizer FILE");
}
