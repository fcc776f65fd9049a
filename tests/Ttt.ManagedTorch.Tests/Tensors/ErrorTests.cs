using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

public class ErrorTests
{
    public static TheoryData<string> Names() => [.. Cases.Keys];

    // What is wrong, and words that the message must hold.
    private static readonly Dictionary<string, (Action Act, string[] Words)> Cases = new()
    {
        ["broadcast"] = (() => _ = ones(2, 3) + ones(4), ["(3)", "(4)", "dimension 1"]),
        ["matmul"] = (() => ones(2, 3).matmul(ones(4, 5)), ["[2, 3]", "[4, 5]", "multiplied"]),
        ["matmul types"] = (() => ones(2, 3).matmul(ones(3, 5, ScalarType.Float64)), ["dtype", "Float", "Double"]),
        ["bmm"] = (() => ones(2, 3, 4).bmm(ones(3, 4, 5)), ["[2, 3, 4]", "[3, 4, 5]"]),
        ["view"] = (() => ones(2, 3).view(4), ["'[4]'", "size 6"]),
        ["view of transposed"] = (() => ones(2, 3).t().view(6), ["reshape"]),
        ["dim"] = (() => ones(2).sum([3L]), ["[-1, 0]", "3"]),
        ["select"] = (() => ones(2).select(0, 2), ["index 2", "[2]"]),
        ["narrow"] = (() => ones(4).narrow(0, 3, 2), ["start (3)", "length (2)"]),
        ["expand"] = (() => ones(2, 3).expand(2, 4), ["(4)", "(3)"]),
        ["permute"] = (() => ones(2, 3).permute(0), ["dims"]),
        ["cat"] = (() => cat([ones(2, 3), ones(3, 3)], 1), ["[2, 3]", "[3, 3]"]),
        ["stack"] = (() => stack([ones(2), ones(3)]), ["equal size"]),
        ["in place shape"] = (() => ones(2).add_(ones(3, 2)), ["[2]", "[3, 2]"]),
        ["in place type"] = (() => ones(2, ScalarType.Int64).add_(1.5), ["Long", "Float"]),
        ["gather"] = (() => ones(2, 3).gather(1, full(2, 1, 5L)), ["index 5", "size 3"]),
        ["index"] = (() => _ = ones(3)[tensor(new long[] { 3 })], ["out of bounds", "size 3"]),
        ["too many indices"] = (() => _ = ones(3)[0, 0], ["0-dim"]),
        ["device"] = (() => ones(2, device: CUDA), ["cuda", "CPU only"]),
        ["type"] = (() => ones(2, ScalarType.Float16), ["Float16"]),
        ["mean of integers"] = (() => ones(2, ScalarType.Int64).mean(), ["Long"]),
        ["einsum"] = (() => einsum("ij,jk->ik", ones(2, 3)), ["2 operands"]),
        ["topk"] = (() => ones(3).topk(4), ["k = 4"]),
        ["multinomial"] = (() => tensor(new[] { -1f, 2 }).multinomial(1), ["< 0"]),
        ["masked_fill"] = (() => ones(2).masked_fill(ones(2), 1), ["boolean"]),
        ["negative size"] = (() => ones(-2), ["negative"]),
        ["split"] = (() => ones(4).split([1, 2], 0), ["sum exactly to 4"]),
        ["scatter type"] = (() => zeros(3).scatter_(0, zeros(2, ScalarType.Int64), ones(2, ScalarType.Float64)), ["dtype"]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void BadInputIsAnExternalExceptionThatNamesWhatIsWrong(string name)
    {
        using var scope = NewDisposeScope();
        var (act, words) = Cases[name];
        var error = Assert.ThrowsAny<ExternalException>(act);
        foreach (string word in words) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}
