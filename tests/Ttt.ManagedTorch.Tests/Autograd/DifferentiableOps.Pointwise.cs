using TorchSharp;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

internal static partial class DifferentiableOps
{
    private static IEnumerable<OpCase> Pointwise() =>
    [
        Unary("neg", x => -x), Unary("abs", x => x.abs(), twice: false), Unary("square", x => x.square()), Unary("exp", x => x.exp()),
        Unary("log", x => x.log(), positive: true), Unary("log1p", x => x.log1p(), positive: true), Unary("expm1", x => x.expm1()),
        Unary("sqrt", x => x.sqrt(), positive: true), Unary("rsqrt", x => x.rsqrt(), positive: true), Unary("reciprocal", x => x.reciprocal(), positive: true),
        Unary("tanh", x => x.tanh()), Unary("sigmoid", x => x.sigmoid()), Unary("silu", x => x.silu()), Unary("relu", x => x.relu(), twice: false),
        Unary("gelu", x => x.gelu()), Unary("softplus", x => x.softplus()), Unary("softplus threshold", x => (x * 20).softplus(2, 5)), Unary("log_sigmoid", x => x.log_sigmoid()),
        Unary("leaky_relu", x => x.leaky_relu(0.1), twice: false), Unary("sin", x => x.sin()), Unary("cos", x => x.cos()), Unary("tan", x => (x * 0.5).tan()), Unary("erf", x => x.erf()),
        Unary("clamp", x => x.clamp(-0.7, 0.6), twice: false), Unary("clamp_min", x => x.clamp_min(0.1), twice: false),
        Unary("pow 2", x => x.pow(2)), Unary("pow 3", x => x.pow(3)), Unary("pow 0.5", x => x.pow(0.5), positive: true), Unary("pow -1.7", x => x.pow(-1.7), positive: true), Unary("pow 0", x => x.pow(0) * x),
        Unary("to float64", x => x.to(ScalarType.Float64, copy: true)), Unary("clone", x => x.clone()), Unary("floor", x => x.floor() + x, twice: false),
        Unary("masked_fill", x => x.masked_fill(x.detach() > 0.5, 2.0)), Unary("where", x => torch.where(x.detach() > 0, x * 2, x * 3)),
        Unary("tril", x => x.tril(1)), Unary("triu", x => x.triu(-1)),
    ];

    private static IEnumerable<OpCase> Arithmetic() =>
    [
        Binary("add", (a, b) => a + b, [3, 4], [3, 4]), Binary("add", (a, b) => a + b, [3, 4], [4]), Binary("add", (a, b) => a + b, [3, 1], [1, 4]),
        Binary("sub", (a, b) => a - b, [2, 3, 4], [3, 1]), Binary("mul", (a, b) => a * b, [3, 4], [3, 4]), Binary("mul", (a, b) => a * b, [2, 1, 4], [3, 4]),
        Binary("mul", (a, b) => a * b, [], [3]), Binary("div", (a, b) => a / b, [3, 4], [4], positive: true), Binary("pow", (a, b) => a.pow(b), [3, 4], [4], positive: true),
        Binary("maximum", (a, b) => a.maximum(b), [3, 4], [4], twice: false), Binary("minimum", (a, b) => a.minimum(b), [3, 4], [3, 1], twice: false),
        Binary("add alpha", (a, b) => a.add(b, 0.3), [3, 4], [3, 4]), Binary("outer", (a, b) => a.outer(b), [3], [4]), Binary("lerp", (a, b) => a.lerp(b, b), [3, 4], [3, 4]),
        Binary("remainder-free scalar mix", (a, b) => (2 - a) * (1 / (b.square() + 1)) - 0.5f + 3 * a / 2, [3, 4], [3, 4]),
        Binary("matmul", (a, b) => a.matmul(b), [3, 4], [4, 5]), Binary("matmul", (a, b) => a.matmul(b), [4], [4]), Binary("matmul", (a, b) => a.matmul(b), [4], [2, 4, 3]),
        Binary("matmul", (a, b) => a.matmul(b), [2, 3, 4], [4]), Binary("matmul", (a, b) => a.matmul(b), [2, 3, 4], [4, 5]), Binary("matmul", (a, b) => a.matmul(b), [2, 3, 4], [2, 4, 3]),
        Binary("matmul", (a, b) => a.matmul(b), [2, 1, 3, 4], [3, 4, 2]), Binary("matmul transposed", (a, b) => a.mT.matmul(b.mT), [4, 3], [5, 4]), Binary("bmm", (a, b) => a.bmm(b), [2, 3, 4], [2, 4, 2]),
        Binary("mv", (a, b) => a.mv(b), [3, 4], [4]), Binary("dot", (a, b) => a.dot(b), [5], [5]),
        Many("addmm", x => x[0].addmm(x[1], x[2], 0.5f, 2f), true, [5], [3, 4], [4, 5]), Many("baddbmm rotated", x => x[0].baddbmm(x[1], x[2], 0.5f, 2f), true, [2, 3, 4], [2, 4, 3], [2, 3, 3]),
        Many("addcmul", x => x[0].addcmul(x[1], x[2], 0.7), true, [3, 4], [3, 4], [4]), Many("addcdiv", x => x[0].addcdiv(x[1], x[2].square() + 1, 0.7), true, [3, 4], [3, 4], [4]),
    ];

    private static IEnumerable<OpCase> Reductions() =>
    [
        Unary("sum", x => x.sum()), Unary("sum 0", x => x.sum([0])), Unary("sum 1 keep", x => x.sum(1, keepdim: true)), Unary("mean", x => x.mean()), Unary("mean -1", x => x.mean([-1], keepdim: true)),
        Unary("var", x => x.var()), Unary("var 1", x => x.var(1, unbiased: false, keepdim: true)), Unary("std 0", x => x.std(0)), Unary("norm", x => x.norm()), Unary("norm 1", x => x.norm(1, true)), Unary("norm p=3", x => x.norm(3f), positive: true),
        Unary("norm p=1", x => x.norm(1f), twice: false), Unary("max", x => x.max(), twice: false), Unary("max dim", x => x.max(1).values, twice: false), Unary("min dim", x => x.min(0, true).values, twice: false), Unary("amax", x => x.amax([0, 1]), twice: false),
        Unary("softmax", x => x.softmax(-1)), Unary("softmax 0", x => x.softmax(0)), Unary("log_softmax", x => x.log_softmax(-1)), Unary("log_softmax 0", x => x.log_softmax(0)), Unary("logsumexp", x => x.logsumexp(1)), Unary("logsumexp keep", x => x.logsumexp(0, true)),
    ];
}
