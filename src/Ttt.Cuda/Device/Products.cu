// C [m,n] = init ± A [m,k] · B [k,n], for the whole block. Operands have two strides each, so that transposes are read where they lie; init may be C itself, or one row for all,
// or null. In float32, and as sums in the order of k.

enum class Triangle
{
    None,
    LeftLower,   // A is lower triangular: what is above its diagonal counts for nothing
    LeftUpper,   // A is upper triangular
    ResultLower, // only C's lower triangle is wanted: zeros stand above it
};

// A thread computes tiles of R x S results, columns TTT-neighbours apart, so that threads side by side read and write side by side.
template <int R, int S>
TTT_DEVICE void ProductTiles(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
    const int down = (m + R - 1) / R, across = (n + S - 1) / S;
    TTT_REGION(t)
        for (int tile = t; tile < down * across; tile += TTT_COUNT)
        {
            const int top = tile / across * R, left = tile % across;
            float sum[R][S];
            TTT_UNROLL for (int i = 0; i < R; i++)
                TTT_UNROLL for (int j = 0; j < S; j++)
                    sum[i][j] = 0.0f;
            const int last = triangle == Triangle::LeftLower ? (top + R < k ? top + R : k) : k;
            for (int l = triangle == Triangle::LeftUpper ? top : 0; l < last; l++)
            {
                float x[R], y[S];
                TTT_UNROLL for (int i = 0; i < R; i++)
                    x[i] = top + i < m && !(triangle == Triangle::LeftLower && l > top + i) && !(triangle == Triangle::LeftUpper && l < top + i) ? a[(top + i) * aRow + l * aStep] : 0.0f;
                TTT_UNROLL for (int j = 0; j < S; j++)
                    y[j] = left + j * across < n ? b[l * bRow + (left + j * across) * bStep] : 0.0f;
                TTT_UNROLL for (int i = 0; i < R; i++)
                    TTT_UNROLL for (int j = 0; j < S; j++)
                        sum[i][j] += x[i] * y[j];
            }
            TTT_UNROLL for (int i = 0; i < R; i++)
                TTT_UNROLL for (int j = 0; j < S; j++)
                {
                    const int row = top + i, column = left + j * across;
                    if (row >= m || column >= n)
                        continue;
                    const float start = init ? init[row * initRow + column] : 0.0f;
                    c[row * cRow + column] = triangle == Triangle::ResultLower && column > row ? 0.0f : subtract ? start - sum[i][j] : start + sum[i][j];
                }
        }
}

// Tiles are as large as leaves every thread one: small products are about latency, large ones about how often an operand is read.
TTT_DEVICE void ThreadProduct(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
    if (m * n >= 16 * TTT_COUNT)
        ProductTiles<4, 4>(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
    else if (m * n >= 4 * TTT_COUNT)
        ProductTiles<2, 2>(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
    else
        ProductTiles<1, 1>(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
}
