"""As much of PyTorch as the reference's formulas need, in plain Python and double precision: what a test runs them on where there is no PyTorch."""

import itertools
import math

float32 = bfloat16 = None


def broadcast(a, b):
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + tuple(a), (1,) * (rank - len(b)) + tuple(b)
    return tuple(max(x, y) for x, y in zip(a, b))


def strides(shape):
    found, step = [], 1
    for size in reversed(shape):
        found.append(step)
        step *= size
    return tuple(reversed(found))


class Tensor:
    def __init__(self, data, shape):
        self.data, self.shape = data, tuple(shape)
        assert len(data) == math.prod(self.shape), (len(data), shape)

    def expanded(self, shape):
        if self.shape == shape:
            return self.data
        own = (1,) * (len(shape) - len(self.shape)) + self.shape
        steps = [0 if size == 1 else step for size, step in zip(own, strides(own))]
        return [self.data[sum(i * s for i, s in zip(place, steps))] for place in itertools.product(*map(range, shape))]

    def with_(self, other, function):
        if not isinstance(other, Tensor):
            other = Tensor([float(other)], ())
        shape = broadcast(self.shape, other.shape)
        return Tensor([function(a, b) for a, b in zip(self.expanded(shape), other.expanded(shape))], shape)

    def each(self, function):
        return Tensor([function(a) for a in self.data], self.shape)

    def __add__(self, other): return self.with_(other, lambda a, b: a + b)
    def __sub__(self, other): return self.with_(other, lambda a, b: a - b)
    def __mul__(self, other): return self.with_(other, lambda a, b: a * b)
    def __truediv__(self, other): return self.with_(other, lambda a, b: a / b)
    def __rsub__(self, other): return self.with_(other, lambda a, b: b - a)
    __radd__, __rmul__ = __add__, __mul__

    def sqrt(self): return self.each(math.sqrt)
    def tanh(self): return self.each(math.tanh)
    def abs(self): return self.each(abs)
    def max(self): return Tensor([math.nan if any(x != x for x in self.data) else max(self.data)], ())
    def item(self): return self.data[0]

    def mean(self, axis, keepdim):
        assert axis == -1 and keepdim
        n = self.shape[-1]
        return Tensor([sum(self.data[i:i + n]) / n for i in range(0, len(self.data), n)], self.shape[:-1] + (1,))

    def reshape(self, *shape): return Tensor(self.data, shape)

    def transpose(self, one, other):
        order = list(range(len(self.shape)))
        order[one], order[other] = order[other], order[one]
        shape, own = tuple(self.shape[i] for i in order), strides(self.shape)
        steps = [own[i] for i in order]
        return Tensor([self.data[sum(i * s for i, s in zip(place, steps))] for place in itertools.product(*map(range, shape))], shape)

    def tril(self):
        rows, columns = self.shape[-2:]
        return Tensor([x if i % columns <= i // columns % rows else 0.0 for i, x in enumerate(self.data)], self.shape)

    def __getitem__(self, keys):
        keys = keys if isinstance(keys, tuple) else (keys,)
        keys += (slice(None),) * (len(self.shape) - len(keys))
        places = [[key] if isinstance(key, int) else range(*key.indices(size)) for key, size in zip(keys, self.shape)]
        own = strides(self.shape)
        return Tensor([self.data[sum(i * s for i, s in zip(place, own))] for place in itertools.product(*places)], [len(p) for p, key in zip(places, keys) if not isinstance(key, int)])

    def __matmul__(self, other):
        (m, k), (k2, n) = self.shape[-2:], other.shape[-2:]
        assert k == k2
        front = broadcast(self.shape[:-2], other.shape[:-2])
        left, right = self.expanded(front + (m, k)), other.expanded(front + (k, n))
        result = []
        for unit in range(math.prod(front)):
            columns = [right[unit * k * n + j:(unit + 1) * k * n:n] for j in range(n)]
            for i in range(m):
                row = left[(unit * m + i) * k:(unit * m + i + 1) * k]
                result.extend(sum(map(float.__mul__, row, column)) for column in columns)
        return Tensor(result, front + (m, n))


def tensor(values): return Tensor([float(x) for x in values], (len(values),))
def zeros(*shape): return Tensor([0.0] * math.prod(shape), shape)


def cat(tensors, axis):
    assert axis == 2
    shape = tensors[0].shape
    parts = [[t.data[i * t.shape[2] * shape[3]:(i + 1) * t.shape[2] * shape[3]] for t in tensors] for i in range(shape[0] * shape[1])]
    return Tensor([x for unit in parts for part in unit for x in part], (shape[0], shape[1], sum(t.shape[2] for t in tensors), shape[3]))
