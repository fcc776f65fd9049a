"""The inner loops of TTT-Linear and TTT-MLP (arXiv 2407.04620) in PyTorch, timed like `ttt gpu-check` times its kernels.

    python ttt_reference.py --json reference.json
    ttt gpu-check --against reference.json

    python ttt_reference.py --check tests/Golden/inner_*.safetensors

Tensors are [B, H, T, f]; a mini-batch has K tokens. With W the weights at its start, x, v, q its keys, values and queries,
tau[n] the factor of position n, rate[m] that of token m and E[n, m] = tau[n] rate[m] for m <= n:

    TTT-Linear  z = x W1 + b1, g = gradient of 1/2 |LN(z) - (v - x)|^2 in z
                out = q + LN(q W1 + b1 - (E * (q x' + 1)) g)
                W1 -= x' (tau[K] rate * g), b1 likewise
    TTT-MLP     two such layers with gelu (tanh) between them

All that does not read weights is computed for the whole sequence at once; the loop has what is left. Nothing else of a layer is
here: no projections, no rotation, no output norm.
"""

import argparse
import json
import math
import struct
import sys

import torch

SCHEMA = "ttt-gpu-reference/1"
EPSILON = 1e-6
TOLERANCE = 1e-5
SLOPE, CUBIC = math.sqrt(2 / math.pi), 0.044715


def normalised(z):
    centred = z - z.mean(-1, keepdim=True)
    deviation = ((centred * centred).mean(-1, keepdim=True) + EPSILON).sqrt()
    return centred / deviation, deviation


def layer_norm(z, gamma, beta):
    return normalised(z)[0] * gamma + beta


def loss_gradient(z, target, gamma, beta):
    """The gradient of 1/2 |LN(z) - target|^2 in z."""
    unit, deviation = normalised(z)
    h = gamma * (gamma * unit + beta - target)
    return (h - h.mean(-1, keepdim=True) - unit * (h * unit).mean(-1, keepdim=True)) / deviation


def gelu(x):
    return 0.5 * x * (1 + (SLOPE * x * (1 + CUBIC * x * x)).tanh())


def gelu_gradient(x):
    t = (SLOPE * x * (1 + CUBIC * x * x)).tanh()
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (SLOPE * (1 + 3 * CUBIC * x * x))


def turned(x):
    return x.transpose(-1, -2)


def linear_step(weights, x, target, q, mixing, causal, step, gamma, beta):
    """A mini-batch of TTT-Linear: its output without the residual q, and the weights after it."""
    w, b = weights
    g = loss_gradient(x @ w + b, target, gamma, beta)
    out = layer_norm(q @ w + b - mixing @ g, gamma, beta)
    return out, (w - turned(x) @ (step * g), b - turned(step) @ g)


def mlp_step(weights, x, target, q, mixing, causal, step, gamma, beta):
    """A mini-batch of TTT-MLP. The second layer's mixing matrix reads weights, so it is made here."""
    w1, b1, w2, b2 = weights
    z1 = x @ w1 + b1
    x2 = gelu(z1)
    g2 = loss_gradient(x2 @ w2 + b2, target, gamma, beta)
    g1 = (g2 @ turned(w2)) * gelu_gradient(z1)
    q2 = gelu(q @ w1 + b1 - mixing @ g1)
    out = layer_norm(q2 @ w2 + b2 - (causal * (q2 @ turned(x2) + 1)) @ g2, gamma, beta)
    return out, (w1 - turned(x) @ (step * g1), b1 - turned(step) @ g1, w2 - turned(x2) @ (step * g2), b2 - turned(step) @ g2)


STEPS = {"linear": linear_step, "mlp": mlp_step}
NAMES = {"linear": ("W1", "b1"), "mlp": ("W1", "b1", "W2", "b2")}


def scan(step, weights, q, x, v, rate, tau, gamma, beta, size):
    """Outputs [B, H, T, f] and the weights after the last whole mini-batch. rate is [B, H, T, 1], tau [K, 1]; the last mini-batch may be shorter."""
    target, outputs, after, tokens = v - x, [], weights, x.shape[2]
    whole = tokens // size * size
    for start, end, rows in ((0, whole, size), (whole, tokens, tokens - whole)):
        if start == end:
            continue
        shape = (x.shape[0], x.shape[1], (end - start) // rows, rows)
        q_n, x_n, target_n = (t[:, :, start:end].reshape(*shape, t.shape[-1]) for t in (q, x, target))
        rate_n = rate[:, :, start:end].reshape(*shape, 1)
        causal = (tau[:rows] @ turned(rate_n)).tril()
        mixing = causal * (q_n @ turned(x_n) + 1)
        steps = tau[rows - 1] * rate_n
        for n in range(shape[2]):
            out, weights = step(weights, x_n[:, :, n], target_n[:, :, n], q_n[:, :, n], mixing[:, :, n], causal[:, :, n], steps[:, :, n], gamma, beta)
            outputs.append(out)
        if rows == size:
            after = weights
    return q + torch.cat(outputs, 2), after


def decode(layer, weights, sums, n, x, v, q, rate, tau, gamma, beta):
    """Token n of a mini-batch, [B, H, 1, f]: its output, and the sums of gradients with it. Weights change at the boundary alone."""
    if layer == "linear":
        g = loss_gradient(x @ weights[0] + weights[1], v - x, gamma, beta)
        sums = (sums[0] + turned(x) @ (rate * g), sums[1] + rate * g)
        return q + layer_norm(q @ moved_of(weights, sums, tau[n], 0) + moved_of(weights, sums, tau[n], 1), gamma, beta), sums
    w1, b1, w2, b2 = weights
    z1 = x @ w1 + b1
    x2 = gelu(z1)
    g2 = loss_gradient(x2 @ w2 + b2, v - x, gamma, beta)
    g1 = (g2 @ turned(w2)) * gelu_gradient(z1)
    sums = (sums[0] + turned(x) @ (rate * g1), sums[1] + rate * g1, sums[2] + turned(x2) @ (rate * g2), sums[3] + rate * g2)
    hidden = gelu(q @ moved_of(weights, sums, tau[n], 0) + moved_of(weights, sums, tau[n], 1))
    return q + layer_norm(hidden @ moved_of(weights, sums, tau[n], 2) + moved_of(weights, sums, tau[n], 3), gamma, beta), sums


def moved_of(weights, sums, factor, i):
    return weights[i] - factor * sums[i]


def read_safetensors(path):
    """Metadata and float32 tensors of a file."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            tensors[name] = torch.tensor(struct.unpack("<%df" % ((end - start) // 4), body[start:end])).reshape(*entry["shape"])
    return header.get("__metadata__", {}), tensors


def check(path):
    """Compares the scan, and one token after another, with the numbers of a reference file; the relative errors."""
    metadata, tensors = read_safetensors(path)
    config = json.loads(metadata["config"])
    layer, heads, width, size = config["type"], config["num_heads"], config["head_dim"], config["mini_batch_size"]
    gamma, beta = (tensors["param.ttt_norm_" + name].reshape(heads, 1, width) for name in ("weight", "bias"))
    batch, tokens = tensors["in.XQ"].shape[0], tensors["in.XQ"].shape[2]
    start = tuple(tensors["param." + name] + torch.zeros(batch, 1, 1, 1) for name in NAMES[layer])
    q, x, v = (tensors["in." + name] for name in ("XQ", "XK", "XV"))
    rate, tau = tensors["in.lr"].reshape(batch, heads, tokens, 1), tensors["in.token_idx"].reshape(size, 1)
    want = turned_heads(tensors["out.Y"], heads)
    out, after = scan(STEPS[layer], start, q, x, v, rate, tau, gamma, beta, size)
    errors = [error(want, out)]
    for name, value in zip(NAMES[layer], after):
        if "out.state_full." + name in tensors:
            errors.append(error(tensors["out.state_full." + name], value))
    weights, pieces = start, []
    for t in range(tokens):
        n = t % size
        sums = tuple(w * 0 for w in weights) if n == 0 else sums
        one = lambda tensor: tensor[:, :, t:t + 1]
        piece, sums = decode(layer, weights, sums, n, one(x), one(v), one(q), one(rate), tau, gamma, beta)
        pieces.append(piece)
        if n == size - 1:
            weights = tuple(moved_of(weights, sums, tau[n], i) for i in range(len(weights)))
    errors.append(error(want, torch.cat(pieces, 2)))
    return errors


def turned_heads(y, heads):
    """[B, T, H f] as [B, H, T, f]."""
    return y.reshape(y.shape[0], y.shape[1], heads, y.shape[2] // heads).transpose(1, 2)


def error(want, have):
    return ((want - have).abs().max() / want.abs().max()).item()


def inputs(layer, options, batch, tokens, dtype):
    """Random inputs of plausible sizes, on the device."""
    width, heads, size = options.head_dim, options.heads, options.mini_batch
    make = lambda *shape, scale=1.0: torch.randn(*shape, device="cuda", dtype=dtype) * scale
    shapes = {"W1": (width, width if layer == "linear" else 4 * width), "b1": (1, width if layer == "linear" else 4 * width), "W2": (4 * width, width), "b2": (1, width)}
    weights = tuple(make(batch, heads, *shapes[name], scale=0.02) for name in NAMES[layer])
    q, x, v = (make(batch, heads, tokens, width) for _ in range(3))
    rate = torch.sigmoid(make(batch, heads, tokens, 1)) * ((1.0 if layer == "linear" else 0.1) / width)
    tau = 1 / torch.arange(1, size + 1, device="cuda", dtype=dtype).reshape(size, 1)
    return weights, q, x, v, rate, tau, torch.ones(heads, 1, width, device="cuda", dtype=dtype), torch.zeros(heads, 1, width, device="cuda", dtype=dtype)


def seconds(run, windows):
    """Seconds of a run in every window, by events of the device."""
    run()
    run()
    times = []
    for _ in range(windows):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        run()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1000)
    return sorted(times)


def work(layer, kind, step, options, batch, tokens, dtype):
    """What is timed, and the tokens of a run."""
    weights, q, x, v, rate, tau, gamma, beta = inputs(layer, options, batch, tokens, dtype)
    size = options.mini_batch

    def forward():
        with torch.no_grad():
            scan(step, weights, q, x, v, rate, tau, gamma, beta, size)

    def training():
        leaves = [t.detach().requires_grad_() for t in (*weights, q, x, v, rate, tau, gamma, beta)]
        count = len(weights)
        out, _ = scan(step, tuple(leaves[:count]), *leaves[count:], size)
        torch.autograd.grad(out.sum(), leaves)

    def token_by_token():
        with torch.no_grad():
            own, sums = weights, tuple(torch.zeros_like(w) for w in weights)
            for t in range(tokens):
                one = lambda tensor: tensor[:, :, t:t + 1]
                _, sums = step(layer, own, sums, t, one(x), one(v), one(q), one(rate), tau, gamma, beta)
            tuple(moved_of(own, sums, tau[size - 1], i) for i in range(len(own)))

    return {"forward": forward, "training": training, "decode": token_by_token}[kind]


def bench(options):
    results = []
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[options.dtype]
    for layer in options.layer:
        for mode in options.mode:
            for kind in ("forward", "training", "decode"):
                step = decode if kind == "decode" else STEPS[layer]
                step = torch.compile(step) if mode == "compiled" else step
                batch = options.decode_batch if kind == "decode" else options.batch
                for tokens in [options.mini_batch] if kind == "decode" else options.tokens:
                    try:
                        times = seconds(work(layer, kind, step, options, batch, tokens, dtype), options.windows)
                    except torch.cuda.OutOfMemoryError:
                        print(f"{layer} {kind} {mode} T {tokens}: out of memory", file=sys.stderr)
                        torch.cuda.empty_cache()
                        continue
                    each = 1e9 / (batch * options.heads * tokens)
                    best, median = times[0] * each, times[len(times) // 2] * each
                    print(f"{layer:8} {kind:9} {mode:9} B {batch} H {options.heads} T {tokens}: {best:.3f} ns/token/head, median {median:.3f}", file=sys.stderr)
                    results.append({"layer": layer, "pass": kind, "mode": mode, "dtype": options.dtype, "batch": batch, "heads": options.heads, "head_dim": options.head_dim, "mini_batch": options.mini_batch,
                                    "tokens": tokens, "best_ns_per_token_and_head": best, "median_ns_per_token_and_head": median})
    return {"schema": SCHEMA, "device": torch.cuda.get_device_name(), "torch": torch.__version__, "results": results}


def check_all(paths):
    """Whether all files hold, each told on a line. A NaN is no error that may be: max and > would let it pass."""
    right = True
    for path in paths:
        errors = check(path)
        wrong = [found for found in errors if not found <= TOLERANCE]
        print(f"{'FAIL' if wrong else 'ok  '} {path} {(wrong or [max(errors)])[0]:.1e}")
        right = right and not wrong
    return right


def several(kind, known=None):
    """Values with commas between, for an option."""
    def parse(text):
        words = text.split(",")
        unknown = [word for word in words if known and word not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"invalid choice: {unknown[0]!r} (choose from {', '.join(known)})")
        values = [kind(word) for word in words]
        if kind is int and min(values) < 1:
            raise argparse.ArgumentTypeError(f"must be at least 1, not {min(values)}")
        return values
    parse.__name__ = kind.__name__ + " list"
    return parse


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", nargs="+", metavar="FILE", help="compare with reference files instead")
    parser.add_argument("--json", metavar="FILE", help="where the times go; else to standard output")
    parser.add_argument("--layer", type=several(str, list(STEPS)), default="linear,mlp", help="linear, mlp, or both with a comma between")
    parser.add_argument("--mode", type=several(str, ["eager", "compiled"]), default="eager,compiled", help="eager, compiled, or both with a comma between")
    parser.add_argument("--dtype", default="fp32", choices=["fp32", "bf16"])
    parser.add_argument("--tokens", type=several(int), default="2048,4096,8192,16384,32768")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--heads", type=int, default=32)
    parser.add_argument("--head-dim", type=int, default=64)
    parser.add_argument("--mini-batch", type=int, default=16)
    parser.add_argument("--decode-batch", type=int, default=512)
    parser.add_argument("--windows", type=int, default=20)
    options = parser.parse_args()
    if options.check:
        return 0 if check_all(options.check) else 1
    if not torch.cuda.is_available():
        print("ttt_reference: there is no CUDA device to time on", file=sys.stderr)
        return 2
    text = json.dumps(bench(options), indent=2)
    if options.json:
        with open(options.json, "w") as file:
            file.write(text + "\n")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
