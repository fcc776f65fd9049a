// What the statements of a kernel call, for the whole block: each ends in a barrier. Strides are in floats; a place that is not wanted is null.

TTT_DEVICE void CopyExact(int count, const float* from, float* to)
{
    if (from && to)
        TTT_VECTOR(i, count)
            to[i] = from[i];
}

TTT_DEVICE void Copy(int rows, int columns, const float* from, int fromRow, float* to, int toRow)
{
    if (from && to)
        TTT_ELEMENTS(r, j, rows, columns)
            to[r * toRow + j] = from[r * fromRow + j];
}

// Where rows that the caller may want, and the kernel reads again, are computed: in shared memory, to be delivered, else where the caller wants them. Returns how far apart they are.
TTT_DEVICE int Choose(Place& rows, const Place& own, int ownRow, float* output, int row)
{
    rows = own.isShared || !output ? own : Place(output);
    return own.isShared ? ownRow : row;
}

TTT_DEVICE void Deliver(int rows, int columns, const Place& from, int fromRow, float* to)
{
    if (from.isShared)
        Copy(rows, columns, from, fromRow, to, columns);
}

TTT_DEVICE void Fill(int count, float* to, float value)
{
    if (to)
        TTT_VECTOR(i, count)
            to[i] = value;
}

TTT_DEVICE void Transpose(int rows, int columns, const float* from, int fromRow, float* to, int toRow)
{
    if (from && to)
        TTT_ELEMENTS(r, j, rows, columns)
            to[j * toRow + r] = from[r * fromRow + j];
}

// sums = init ± the sum of the rows.
TTT_DEVICE void ColumnSums(int rows, int columns, const float* x, int row, float* sums, const float* init, bool subtract)
{
    TTT_VECTOR(j, columns)
    {
        float sum = 0.0f;
        for (int r = 0; r < rows; r++)
            sum += x[r * row + j];
        sums[j] = (init ? init[j] : 0.0f) + (subtract ? -sum : sum);
    }
}

// y_i = x_0 ... x_i.
TTT_DEVICE void CumulativeProduct(int rows, const float* x, float* y)
{
    TTT_VECTOR(one, 1)
    {
        float product = 1.0f;
        for (int r = 0; r < rows; r++)
            y[r] = product *= x[r];
    }
}

// What rows leave of earlier ones: gate_{j+1} ... gate_i below the diagonal, 1 on it, 0 above.
TTT_DEVICE void Retained(int rows, const float* gate, float* to, int row)
{
    TTT_VECTOR(j, rows)
    {
        float product = 1.0f;
        for (int r = 0; r < rows; r++)
        {
            if (r > j)
                product *= gate[r];
            to[r * row + j] = r < j ? 0.0f : product;
        }
    }
}

// X with (I + L) X = B, or (I + Lᵀ) X = B; L is strictly lower, what stands elsewhere is not read. Each thread has columns of X.
TTT_DEVICE void SolveLower(int rows, int columns, const float* lower, int lowerRow, const float* right, int rightRow, float* to, int toRow, bool transpose)
{
    TTT_VECTOR(j, columns)
        for (int step = 0; step < rows; step++)
        {
            const int r = transpose ? rows - 1 - step : step;
            float sum = right[r * rightRow + j];
            for (int done = 0; done < step; done++)
            {
                const int k = transpose ? rows - 1 - done : done;
                sum -= (transpose ? lower[k * lowerRow + r] : lower[r * lowerRow + k]) * to[k * toRow + j];
            }
            to[r * toRow + j] = sum;
        }
}

// Rows moved by one; the row that appears is filled.
TTT_DEVICE void Shift(int rows, int columns, const float* from, int fromRow, float* to, int toRow, bool up, float fill)
{
    TTT_ELEMENTS(r, j, rows, columns)
    {
        const int source = up ? r + 1 : r - 1;
        to[r * toRow + j] = source < 0 || source >= rows ? fill : from[source * fromRow + j];
    }
}
