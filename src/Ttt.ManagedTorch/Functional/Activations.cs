namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x Φ(x), exact.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false) => inplace ? Over(x, copy => copy.gelu(approximate)) : x.gelu(approximate);

            /// <summary>x σ(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? Over(x, copy => copy.silu()) : x.silu();

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? Over(x, copy => copy.relu()) : x.relu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? Over(x, copy => copy.sigmoid()) : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? Over(x, copy => copy.tanh()) : x.tanh();

            /// <summary>log(1 + exp(βx))/β, and x itself where βx exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            // In place: the function is recorded on a copy, because its gradient needs what the input was.
            static Tensor Over(Tensor x, Func<Tensor, Tensor> function)
            {
                using var copy = x.clone();
                using var result = function(copy);
                return x.copy_(result).alias();
            }
        }
    }
}
