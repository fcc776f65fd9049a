using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ttt.Cli;

/// <summary>The usual help, followed by examples.</summary>
sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["quickstart"] = ["ttt quickstart", "ttt quickstart --steps 40 --out runs/short"],
        ["train"] =
        [
            "ttt train emma.txt --layer linear --steps 300 --out runs/emma",
            "ttt train emma.txt --layer mlp --backbone mamba --width 192 --blocks 4 --mini-batch 8",
            "ttt train emma.txt --layer attention --kv-heads 2",
            "ttt train emma.txt --layer attention,linear,linear --blocks 6 --sliding-window 64",
            "ttt train emma.txt --layers HelloTtt.dll --layer Mine",
            "ttt train emma.txt --dtype bf16",
            "ttt train --config run.json",
            "ttt train emma.txt --resume runs/emma",
        ],
        ["eval"] =
        [
            "ttt eval runs/emma persuasion.txt",
            "ttt eval runs/emma emma.txt --held-out --length 1024",
            "ttt eval runs/emma persuasion.txt --carry --max-tokens 32768",
            "ttt eval runs/linear runs/mlp runs/attention persuasion.txt --by-index --length 8192 --plot index.svg --json index.json",
            "ttt eval runs/linear runs/attention emma.txt --held-out --context-lengths 256,512,1024,2048 --csv context.csv",
            "ttt eval runs/linear runs/attention persuasion.txt --passkey --distances 128,512,2048 --plot passkey.svg",
        ],
        ["compare"] = ["ttt compare configs/main.json", "ttt compare configs/main.json --out runs/main --report docs/results/main", "ttt compare my-configurations --threads 2"],
        ["generate"] = ["ttt generate runs/emma --prompt \"Emma was\" --length 400", "ttt generate runs/emma --prompt \"Emma was\" --greedy", "ttt generate runs/emma --temperature 0.7 --top-k 40 --top-p 0.95 --seed 7", "ttt generate runs/emma --prompt \"Emma was\" --prompt \"It was\" --min-p 0.05 --repetition-penalty 1.1"],
        ["explain"] = ["ttt explain", "ttt explain linear", "ttt explain Mine --layers HelloTtt.dll --width 256 --heads 8"],
        ["bench"] =
        [
            "ttt bench",
            "ttt bench --layer linear,mlp --tokens 512,2048,8192,65536 --pass forward,training --plot time.svg --json time.json",
            "ttt bench --layer mlp --tokens 2048 --kernels simd,tensor --threads 1,2",
            "ttt bench --what layer --layer linear,attention --tokens 512,2048,8192 --pass forward,decode --plot time.svg",
            "ttt bench --what model --layer attention,linear --pass decode --tokens 512,2048,8192 --plot decode.svg",
            "ttt bench --what model --layers HelloTtt.dll --layer Mine --batch 4 --tokens 1024",
            "ttt bench --what model --dtype fp32,bf16 --pass training --tokens 512",
            "ttt bench --suite bars --markdown docs/performance-table.md",
        ],
        ["gpu-check"] = ["ttt gpu-check", "ttt gpu-check --what bench --layer linear --tokens 2048,32768 --against reference.json --json result.json", "ttt gpu-check --compile-only --arch sm_90"],
        ["inspect"] = ["ttt inspect runs/emma", "ttt inspect ttt-1b/config.json --context 32768", "ttt inspect run.json --json", "ttt inspect runs/emma --inner-loss emma.txt --context 512"],
        ["convert"] =
        [
            "ttt convert runs/emma released --dtype bf16",
            "ttt convert ttt-1b small --dtype fp16 --shard-size 500MB",
            "ttt convert streaming_params ttt-125m --config 125m.json --tokenizer tokenizer.json",
            "ttt convert runs/emma for-jax --names jax",
        ],
        ["tokenizer"] = ["ttt tokenizer train emma.txt --vocab-size 2048 --out emma.json"],
        ["tokenizer train"] = ["ttt tokenizer train emma.txt persuasion.txt --vocab-size 4096 --out austen.json", "ttt tokenizer train books.txt --special \"<|endoftext|>\""],
        ["tokenizer encode"] = ["ttt tokenizer encode austen.json --text \"It is a truth\" --pieces", "ttt tokenizer encode cl100k_base.tiktoken --file emma.txt --count"],
        ["tokenizer decode"] = ["ttt tokenizer decode austen.json 262 318 512"],
        ["verify"] = ["ttt verify tests/Golden/*.safetensors", "ttt verify --summary lm_linear_mamba.safetensors"],
    };

    public override bool ClearsParseErrors => true;

    public static void Attach(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new ExampleHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (Examples.TryGetValue(string.Join(' ', Usage.Path(parseResult.CommandResult)), out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }
        return result;
    }
}
