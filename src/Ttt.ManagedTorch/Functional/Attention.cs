using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(q kᵀ/√E + mask) v over [.., L, E]. A bool mask keeps where it is true, a float mask is added; dropout p applies whenever it is not 0.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ExternalException("scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
                if (query.Impl.Rank < 2 || key.Impl.Rank < 2 || value.Impl.Rank < 2)
                    throw new ExternalException("scaled_dot_product_attention: Expected query, key, and value to all be at least 2 dimensional");
                using var scope = NewDisposeScope();
                var scaled = query * (1 / Math.Sqrt(query.Impl.Shape[^1]));
                var scores = scaled.matmul(key.transpose(-2, -1));
                if (is_casual)
                    scores = scores.masked_fill(Future(query.Impl.Shape[^2], key.Impl.Shape[^2]), double.NegativeInfinity);
                else if (attn_mask is not null)
                    scores = attn_mask.Impl.DType == ScalarType.Bool ? scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity) : scores + attn_mask;
                var weights = scores.softmax(-1);
                if (p != 0)
                    weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }

            // True above the diagonal: what a row may not see.
            static Tensor Future(long rows, long columns)
            {
                var mask = empty(rows, columns, ScalarType.Bool);
                var bytes = mask.bytes;
                for (var i = 0L; i < rows; i++)
                    for (var j = 0L; j < columns; j++)
                        bytes[(int)(i * columns + j)] = j > i ? (byte)1 : (byte)0;
                return mask;
            }
        }
    }
}
