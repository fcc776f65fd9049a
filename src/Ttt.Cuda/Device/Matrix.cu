// Products on tensor cores, where they are large enough for tiles.

#ifdef TTT_MATRIX

// What is not of the triangle is zero, whatever lies there.
TTT_DEVICE void KeepTriangle(LeftSide& side, int top, int depth, Triangle triangle)
{
    if (triangle == Triangle::LeftLower || triangle == Triangle::LeftUpper)
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 8; i++)
            {
                const int row = top + SideRow<2>(lane, i), step = depth + SideStep<2>(lane, i);
                side[lane][i] = (triangle == Triangle::LeftLower ? step <= row : step >= row) ? side[lane][i] : 0.0f;
            }
}

// Two numbers side by side: of shared memory at once, where rows allow it. Not whole: there is only the first.
struct alignas(8) Pair
{
    float first, second;
};

TTT_DEVICE Pair LoadPair(const Place& from, int at, bool isWhole, bool isEven)
{
    if (from.isShared && isEven)
        return *(const Pair*)(from + at);
    return { from[at], isWhole ? from[at + 1] : 0.0f };
}

TTT_DEVICE void StorePair(const Pair& pair, const Place& to, int at, bool isWhole, bool isEven)
{
    if (to.isShared && isEven)
    {
        *(Pair*)(to + at) = pair;
        return;
    }
    to[at] = pair.first;
    if (isWhole)
        to[at + 1] = pair.second;
}

// As Product. A warp has tiles side by side: what it reads of A serves all of them. Two steps of the depth are under way at a time.
template <int Tiles>
TTT_DEVICE void MatrixTiles(int m, int n, int k, const TileOperand& a, const TileOperand& b,
    const Place& c, int cRow, const Place& init, int initRow, bool subtract, Triangle triangle)
{
    const int down = (m + TileRows - 1) / TileRows, across = (n + Tiles * TileColumns - 1) / (Tiles * TileColumns);
    TTT_REGION(t)
        TTT_SHARE(tile, down * across, t / TTT_LANES, TTT_COUNT / TTT_LANES)
        {
            const int top = down == 1 ? 0 : tile / across * TileRows, left = (down == 1 ? tile : tile % across) * Tiles * TileColumns;
            TileSums sums[Tiles];
            TTT_UNROLL for (int i = 0; i < Tiles; i++)
                sums[i].clear();
            const int last = triangle == Triangle::LeftLower && top + TileRows < k ? top + TileRows : k;
            TTT_UNROLL_2 for (int depth = triangle == Triangle::LeftUpper ? top : 0; depth < last; depth += TileDepth)
            {
                LeftSide leftSide;
                a.load<2>(leftSide, top, depth);
                KeepTriangle(leftSide, top, depth, triangle);
                LeftOperand operand(leftSide);
                TTT_UNROLL for (int i = 0; i < Tiles; i++)
                {
                    RightSide rightSide;
                    b.load<1>(rightSide, left + i * TileColumns, depth);
                    sums[i].add(operand, rightSide);
                }
            }
            TTT_LANE(lane)
                TTT_UNROLL for (int i = 0; i < 4 * Tiles; i += 2)
                {
                    const int row = top + ResultRow(lane, i % 4), column = left + i / 4 * TileColumns + ResultColumn(lane, i % 4);
                    if (m % TileRows != 0 && row >= m)
                        continue;
                    const bool isWhole = n % TileColumns == 0 || column + 1 < n;
                    if (!isWhole && column >= n)
                        continue;
                    Pair sum = init ? LoadPair(init, row * initRow + column, isWhole, initRow % 2 == 0 && n % TileColumns == 0) : Pair{ 0.0f, 0.0f };
                    const float first = sums[i / 4].at(lane, i % 4), second = sums[i / 4].at(lane, i % 4 + 1);
                    sum = subtract ? Pair{ sum.first - first, sum.second - second } : Pair{ sum.first + first, sum.second + second };
                    if (triangle == Triangle::ResultLower)
                        sum = { column > row ? 0.0f : sum.first, column >= row ? 0.0f : sum.second };
                    StorePair(sum, c, row * cRow + column, isWhole, cRow % 2 == 0 && n % TileColumns == 0);
                }
        }
}

// As many tiles to a warp as leave every warp some, and registers as many blocks as there is shared memory for.
TTT_DEVICE void MatrixProduct(int m, int n, int k, const TileOperand& a, const TileOperand& b,
    const Place& c, int cRow, const Place& init, int initRow, bool subtract, Triangle triangle)
{
    constexpr int Warps = TTT_COUNT / TTT_LANES;
    const int tiles = (m + TileRows - 1) / TileRows * (n / TileColumns);
    if (TTT_BLOCKS == 1 && n % (4 * TileColumns) == 0 && tiles >= 4 * Warps)
        MatrixTiles<4>(m, n, k, a, b, c, cRow, init, initRow, subtract, triangle);
    else if (n % (2 * TileColumns) == 0 && tiles >= 2 * Warps)
        MatrixTiles<2>(m, n, k, a, b, c, cRow, init, initRow, subtract, triangle);
    else
        MatrixTiles<1>(m, n, k, a, b, c, cRow, init, initRow, subtract, triangle);
}

#endif

TTT_DEVICE void Product(int m, int n, int k, const Place& a, int aRow, int aStep, const Place& b, int bRow, int bStep,
    const Place& c, int cRow, const Place& init, int initRow, bool subtract, Triangle triangle)
{
#ifdef TTT_MATRIX
    if (m >= 8 && n >= 8 && k >= 8)
    {
        MatrixProduct(m, n, k, { a, aRow, aStep, m, k }, { b, bStep, bRow, n, k }, c, cRow, init, initRow, subtract, triangle);
        return;
    }
#endif
    ThreadProduct(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
}
