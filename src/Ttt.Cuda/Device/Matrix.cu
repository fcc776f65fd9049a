// Products on tensor cores: a warp computes 16 x 8 results from 16 x 8 and 8 x 8 operands at a time. Operands are rounded to tf32, which loses 13 bits, so each is split into what
// tf32 keeps and the rest: three products give what float32 gives, but for the product of the two rests.

#if !defined(__CUDACC__) || __CUDA_ARCH__ >= 800
#define TTT_MATRIX 1

constexpr int TileRows = 16, TileColumns = 8, TileDepth = 8;

// Where the numbers of a lane stand in its warp's operands and results: as mma.m16n8k8 has them.
TTT_DEVICE int LeftRow(int lane, int i) { return lane / 4 + i % 2 * 8; }
TTT_DEVICE int LeftColumn(int lane, int i) { return lane % 4 + i / 2 * 4; }
TTT_DEVICE int RightRow(int lane, int i) { return lane % 4 + i * 4; }
TTT_DEVICE int RightColumn(int lane, int) { return lane / 4; }
TTT_DEVICE int ResultRow(int lane, int i) { return lane / 4 + i / 2 * 8; }
TTT_DEVICE int ResultColumn(int lane, int i) { return lane % 4 * 2 + i % 2; }

#ifdef __CUDACC__

// N numbers of every lane of a warp: each lane has its own.
template <int N>
struct OfLanes
{
    float own[N];

    TTT_DEVICE float* operator[](int) { return own; }
};

#define TTT_LANE(lane) if (const int lane = threadIdx.x % 32; true)

// x in tf32, as float.
TTT_DEVICE float Short(float x)
{
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits);
}

// result += left · right.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4>& left, OfLanes<2>& right)
{
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(result.own[0]), "+f"(result.own[1]), "+f"(result.own[2]), "+f"(result.own[3])
        : "r"(__float_as_uint(left.own[0])), "r"(__float_as_uint(left.own[1])), "r"(__float_as_uint(left.own[2])), "r"(__float_as_uint(left.own[3])),
          "r"(__float_as_uint(right.own[0])), "r"(__float_as_uint(right.own[1])));
}

#else

template <int N>
struct OfLanes
{
    float all[32][N];

    float* operator[](int lane) { return all[lane]; }
};

#define TTT_LANE(lane) for (int lane = 0; lane < 32; lane++)

// To the nearest of 10 bits behind the point, ties away from zero.
TTT_DEVICE float Short(float x)
{
    unsigned bits = __builtin_bit_cast(unsigned, x);
    return __builtin_bit_cast(float, (bits + 0x1000u) & 0xffffe000u);
}

TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4>& left, OfLanes<2>& right)
{
    float a[TileRows][TileDepth], b[TileDepth][TileColumns];
    TTT_LANE(lane)
    {
        for (int i = 0; i < 4; i++)
            a[LeftRow(lane, i)][LeftColumn(lane, i)] = left[lane][i];
        for (int i = 0; i < 2; i++)
            b[RightRow(lane, i)][RightColumn(lane, i)] = right[lane][i];
    }
    TTT_LANE(lane)
        for (int i = 0; i < 4; i++)
            for (int l = 0; l < TileDepth; l++)
                result[lane][i] += a[ResultRow(lane, i)][l] * b[l][ResultColumn(lane, i)];
}

#endif

TTT_DEVICE void Split(float x, float& high, float& low)
{
    high = Short(x);
    low = Short(x - high);
}

// As Product; every warp has tiles of its own. Four steps of the depth are under way at a time, and the three products of each go to sums of their own: none waits for another.
TTT_DEVICE void MatrixProduct(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
    const int down = (m + TileRows - 1) / TileRows, across = (n + TileColumns - 1) / TileColumns;
    TTT_REGION(t)
        for (int tile = t / TTT_LANES; tile < down * across; tile += TTT_COUNT / TTT_LANES)
        {
            const int top = tile / across * TileRows, left = tile % across * TileColumns;
            OfLanes<4> sum, upper, lower;
            TTT_LANE(lane)
                TTT_UNROLL for (int i = 0; i < 4; i++)
                    sum[lane][i] = upper[lane][i] = lower[lane][i] = 0.0f;
            const int last = triangle == Triangle::LeftLower ? (top + TileRows < k ? top + TileRows : k) : k;
            TTT_UNROLL_4 for (int depth = triangle == Triangle::LeftUpper ? top / TileDepth * TileDepth : 0; depth < last; depth += TileDepth)
            {
                OfLanes<4> high, low;
                OfLanes<2> rightHigh, rightLow;
                TTT_LANE(lane)
                {
                    TTT_UNROLL for (int i = 0; i < 4; i++)
                    {
                        const int row = top + LeftRow(lane, i), l = depth + LeftColumn(lane, i);
                        const bool isThere = row < m && l < k && !(triangle == Triangle::LeftLower && l > row) && !(triangle == Triangle::LeftUpper && l < row);
                        Split(isThere ? a[row * aRow + l * aStep] : 0.0f, high[lane][i], low[lane][i]);
                    }
                    TTT_UNROLL for (int i = 0; i < 2; i++)
                    {
                        const int l = depth + RightRow(lane, i), column = left + RightColumn(lane, i);
                        Split(l < k && column < n ? b[l * bRow + column * bStep] : 0.0f, rightHigh[lane][i], rightLow[lane][i]);
                    }
                }
                MultiplyTile(sum, high, rightHigh);
                MultiplyTile(upper, high, rightLow);
                MultiplyTile(lower, low, rightHigh);
            }
            TTT_LANE(lane)
                TTT_UNROLL for (int i = 0; i < 4; i++)
                {
                    const int row = top + ResultRow(lane, i), column = left + ResultColumn(lane, i);
                    if (row >= m || column >= n)
                        continue;
                    const float start = init ? init[row * initRow + column] : 0.0f, product = sum[lane][i] + (upper[lane][i] + lower[lane][i]);
                    c[row * cRow + column] = triangle == Triangle::ResultLower && column > row ? 0.0f : subtract ? start - product : start + product;
                }
        }
}

#endif

TTT_DEVICE void Product(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
#ifdef TTT_MATRIX
    if (m >= TileRows / 2 && n >= TileColumns && k >= TileDepth)
    {
        MatrixProduct(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
        return;
    }
#endif
    ThreadProduct(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
}
