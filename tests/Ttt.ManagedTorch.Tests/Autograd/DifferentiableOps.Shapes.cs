using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

internal static partial class DifferentiableOps
{
    private static IEnumerable<OpCase> Shapes() =>
    [
        Unary("reshape", x => x.reshape(5, 3)), Unary("view", x => x.view(-1)), Unary("flatten", x => x.flatten()), Unary("transpose", x => x.transpose(0, 1)), Unary("transpose reshape", x => x.t().reshape(3, 5)),
        Unary("permute", x => x.reshape(3, 5, 1).permute(2, 0, 1)), Unary("unsqueeze", x => x.unsqueeze(1)), Unary("squeeze", x => x.unsqueeze(1).squeeze(1)), Unary("expand", x => x.unsqueeze(0).expand(2, 3, 5)),
        Unary("narrow", x => x.narrow(1, 1, 3)), Unary("slice", x => x.slice(1, 0, 5, 2)), Unary("select", x => x.select(0, 1)), Unary("narrow twice", x => x.narrow(1, 0, 3) * x.narrow(1, 2, 3)),
        Unary("many slices", x => stack(Enumerable.Range(0, 5).Select(i => x.select(1, i) * (i + 1)), 1)), Unary("as_strided", x => x.as_strided([2, 3], [5, 2], 1)), Unary("diagonal", x => x.diagonal(1)), Unary("unfold", x => x.unfold(1, 3, 2)),
        Unary("split", x => x.split(2, 1)[0] * x.split(2, 1)[1]), Unary("split sizes", x => x.split([1, 4], 1)[1]), Unary("chunk", x => x.chunk(3, 0)[1] * x.chunk(3, 0)[0]), Unary("unbind", x => x.unbind(1)[2] * x.unbind(1)[4]),
        Unary("contiguous", x => x.t().contiguous()), Unary("mT", x => x.mT), Unary("T", x => x.T),
        Many("cat", x => cat([x[0], x[1], x[0]], 1), true, [3, 2], [3, 4]), Many("stack", x => stack([x[0], x[1]], 1), true, [3, 2], [3, 2]),
    ];

    private static IEnumerable<OpCase> Indexing() =>
    [
        Unary("gather", x => x.gather(1, tensor(new long[] { 0, 2, 4, 4, 1, 1 }, 3, 2))), Unary("index_select", x => x.index_select(1, tensor(new long[] { 3, 3, 0 }))), Unary("index_select 0", x => x.index_select(0, tensor(new long[] { 2, 0, 2, 1 }))),
        Many("scatter_add", x => x[0].scatter_add(1, tensor(new long[] { 0, 2, 4, 4, 1, 1 }, 3, 2), x[1]), true, [3, 5], [3, 2]),
        Many("scatter", x => x[0].scatter(1, tensor(new long[] { 0, 2, 4, 3, 1, 0 }, 3, 2), x[1]), true, [3, 5], [3, 2]),
        Unary("index ranges", x => x[1.., ..^2]), Unary("index single and range", x => x[1, 1..4]), Unary("index none", x => x[TensorIndex.None, TensorIndex.Ellipsis, 2]), Unary("index step", x => x[TensorIndex.Slice(null, null, 2), TensorIndex.Colon]),
        Unary("index tensor", x => x[tensor(new long[] { 2, 0, 2 })]), Unary("index tensor last", x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 4, -1, 0 }))]), Unary("index mask", x => x[x.detach() > 0.3]), Unary("index pairs", x => x[tensor(new long[] { 0, 1, 2 }), tensor(new long[] { 4, 4, 0 })]),
        Unary("masked_select", x => x.masked_select(x.detach() > 0)), Unary("index two apart", x => x.reshape(3, 1, 5).expand(3, 2, 5)[TensorIndex.Tensor(tensor(new long[] { 0, 2 })), TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 1, 3 }))]),
        Unary("cumsum", x => x.cumsum(1)), Unary("cumsum 0", x => x.cumsum(0)), Unary("cumprod", x => x.cumprod(1), positive: true), Unary("prod", x => x.prod(), positive: true), Unary("prod dim", x => x.prod(0, true), positive: true), Unary("flip", x => x.flip(0, 1)), Unary("roll", x => x.roll(2, 1)), Unary("roll flat", x => x.roll(-4)),
        Unary("repeat", x => x.repeat(2, 1, 3)), Unary("repeat_interleave", x => x.repeat_interleave(2, 1)), Unary("sort", x => x.sort(1).Values), Unary("topk", x => x.topk(2, 1).values),
        Many("einsum product", x => einsum("ij,jk->ik", x[0], x[1]), true, [3, 4], [4, 2]), Many("einsum batch", x => einsum("bhik,bhjk->bhij", x[0], x[1]), true, [2, 2, 3, 4], [2, 2, 2, 4]), Many("einsum sum", x => einsum("ij,kj->j", x[0], x[1]), true, [3, 4], [2, 4]), Many("einsum dots", x => einsum("...i,...i", x[0], x[1]), true, [2, 3, 4], [3, 4]), Many("einsum trace", x => einsum("ii,j", x[0], x[1]), true, [3, 3], [2]),
        Many("index_add", x => x[0].index_add(1, tensor(new long[] { 0, 2, 2 }), x[1], 0.5), true, [3, 5], [3, 3]), Many("index_copy", x => x[0].index_copy(0, tensor(new long[] { 2, 0 }), x[1]), true, [3, 5], [2, 5]),
    ];

    private static IEnumerable<OpCase> Changes() =>
    [
        Many("add_", x => (x[0] * 2).add_(x[1]), true, [3, 4], [4]), Many("add_ alpha", x => (x[0] * 2).add_(x[1], 0.4), true, [3, 4], [4]), Many("sub_", x => (x[0] * 2).sub_(x[1]), true, [3, 4], [3, 4]), Many("mul_", x => (x[0] * 2).mul_(x[1]), true, [3, 4], [4]),
        Many("div_", x => (x[0] * 2).div_(x[1].square() + 1), true, [3, 4], [4]), Many("mul_ scalar", x => (x[0] * 2).mul_(3).add_(1).div_(2), true, [3, 4]), Many("addcmul_", x => (x[0] * 2).addcmul_(x[0], x[1], 0.3), true, [3, 4], [3, 4]),
        Many("copy_ into a view", x => { var y = zeros([3, 4], ScalarType.Float64); y.narrow(1, 1, 2).copy_(x[0]); return y * y; }, true, [3, 2]),
        Many("change a view", x => { var y = x[0] * 2; y.select(0, 1).mul_(x[1]); return y * y; }, true, [3, 4], [4]),
        Many("base seen through a view", x => { var y = x[0] * 2; var v = y.narrow(0, 0, 2); y.mul_(3); return v * v; }, true, [3, 4]), Many("silu_", x => (x[0] * 2).silu_(), true, [3, 4]), Many("exp_", x => (x[0] * 2).exp_(), true, [3, 4]),
        Many("assign a range", x => { var y = x[0] * 2; y[TensorIndex.Colon, 1..3] = x[1]; return y * y; }, true, [3, 4], [3, 2]), Many("assign by tensor", x => { var y = x[0] * 2; y[tensor(new long[] { 2, 0 })] = x[1]; return y * y; }, true, [3, 4], [2, 4]), Many("assign by mask", x => { var y = x[0] * 2; y[x[0].detach() > 0] = x[1]; return y * y; }, true, [3, 4], []), Many("assign one", x => { var y = x[0] * 2; y[1, 2] = x[1]; return y * y; }, true, [3, 4], []),
        Many("masked_fill_", x => (x[0] * 2).masked_fill_(x[0].detach() > 0, 1), true, [3, 4]), Many("zero_", x => { var y = x[0] * 2; y.narrow(0, 0, 1).zero_(); return y; }, true, [3, 4]), Many("fill_", x => { var y = x[0] * 2; y.select(1, 0).fill_(2); return y * x[0]; }, true, [3, 4]),
    ];
}
