// Sides of tiles from where operands lie.

#ifdef TTT_MATRIX

#ifdef __CUDACC__

// Four matrices of 8 x 4 numbers: lane l says where row l % 8 of matrix l / 8 starts, and gets the number in row l / 4 and column l % 4 of each, from the first on.
template <int N>
TTT_DEVICE void LoadMatrices(OfLanes<1, const float*>& rows, OfLanes<N>& numbers, int first)
{
    float* to = numbers.own + first;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
        : "=f"(to[0]), "=f"(to[1]), "=f"(to[2]), "=f"(to[3]) : "r"(SharedAddress(rows.own[0])) : "memory");
}

#else

// A row that is not aligned to 16 bytes is none.
template <int N>
TTT_DEVICE void LoadMatrices(OfLanes<1, const float*>& rows, OfLanes<N>& numbers, int first)
{
    TTT_LANE(lane)
        for (int i = 0; i < 4; i++)
        {
            const float* row = rows[i * 8 + lane / 4][0];
            numbers[lane][first + i] = (unsigned long long)row % 16 == 0 ? row[lane % 4] : NotANumber;
        }
}

#endif

// An operand: number (row, step) of A, or (column, step) of B, lies at row * pitch + step * stride.
struct TileOperand
{
    Place at;
    int pitch, stride, rows, steps;

    // Rows of shared memory along the depth, all of them whole: known when the kernel is compiled, as are the sizes.
    TTT_DEVICE bool isMatrix() const { return at.isShared && stride == 1 && pitch % 4 == 0 && rows % TileRows == 0 && steps % TileDepth == 0; }

    template <int Groups>
    TTT_DEVICE void load(OfLanes<4 * Groups>& side, int top, int depth) const
    {
        if (isMatrix())
            TTT_UNROLL for (int first = 0; first < 4 * Groups; first += 4)
            {
                OfLanes<1, const float*> rows;
                TTT_LANE(lane)
                    rows[lane][0] = at + ((top + lane % 8 + (first + lane / 8) % Groups * 8) * pitch + depth + (first + lane / 8) / Groups * 4);
                LoadMatrices(rows, side, first);
            }
        else
            TTT_LANE(lane)
                TTT_UNROLL for (int i = 0; i < 4 * Groups; i++)
                {
                    const int row = top + SideRow<Groups>(lane, i), step = depth + SideStep<Groups>(lane, i);
                    const bool isThere = (rows % (8 * Groups) == 0 || row < rows) && (steps % TileDepth == 0 || step < steps);
                    side[lane][i] = isThere ? at[row * pitch + step * stride] : 0.0f;
                }
    }
};

#endif
