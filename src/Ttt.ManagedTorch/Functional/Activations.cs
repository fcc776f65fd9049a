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

            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false) => Finish(x, x.gelu(approximate), inplace);

            /// <summary>x σ(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Finish(x, x.silu(), inplace);

            public static Tensor relu(Tensor x, bool inplace = false) => Finish(x, x.relu(), inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => Finish(x, x.sigmoid(), inplace);

            public static Tensor tanh(Tensor x, bool inplace = false) => Finish(x, x.tanh(), inplace);

            /// <summary>log(1 + exp(βx))/β, and x itself where βx exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            // In place: the result is written over the input, which keeps its history of before.
            static Tensor Finish(Tensor x, Tensor result, bool inplace)
            {
                if (!inplace)
                    return result;
                using (result)
                    return x.copy_(result).alias();
            }
        }
    }
}
