// Products on tensor cores, where they are large enough for tiles.

#ifdef TTT_MATRIX

// Numbers of a lane in a tile of an operand.
constexpr int LeftNumbers = TileRows * TileDepth / 32, RightNumbers = TileDepth * TileColumns / 32;

// As Product; every warp has tiles of its own. Four steps of the depth are under way at a time.
TTT_DEVICE void MatrixProduct(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
    const int down = (m + TileRows - 1) / TileRows, across = (n + TileColumns - 1) / TileColumns;
    TTT_REGION(t)
        for (int tile = t / TTT_LANES; tile < down * across; tile += TTT_COUNT / TTT_LANES)
        {
            const int top = tile / across * TileRows, left = tile % across * TileColumns;
            TileSums sums;
            sums.clear();
            const int last = triangle == Triangle::LeftLower ? (top + TileRows < k ? top + TileRows : k) : k;
            TTT_UNROLL_4 for (int depth = triangle == Triangle::LeftUpper ? top : 0; depth < last; depth += TileDepth)
            {
                OfLanes<LeftNumbers> leftTile;
                OfLanes<RightNumbers> rightTile;
                TTT_LANE(lane)
                {
                    TTT_UNROLL for (int i = 0; i < LeftNumbers; i++)
                    {
                        const int row = top + LeftRow(lane, i), l = depth + LeftColumn(lane, i);
                        const bool isThere = row < m && l < k && !(triangle == Triangle::LeftLower && l > row) && !(triangle == Triangle::LeftUpper && l < row);
                        leftTile[lane][i] = isThere ? a[row * aRow + l * aStep] : 0.0f;
                    }
                    TTT_UNROLL for (int i = 0; i < RightNumbers; i++)
                    {
                        const int l = depth + RightRow(lane, i), column = left + RightColumn(lane, i);
                        rightTile[lane][i] = l < k && column < n ? b[l * bRow + column * bStep] : 0.0f;
                    }
                }
                sums.add(leftTile, rightTile);
            }
            TTT_LANE(lane)
                TTT_UNROLL for (int i = 0; i < 4; i++)
                {
                    const int row = top + ResultRow(lane, i), column = left + ResultColumn(lane, i);
                    if (row >= m || column >= n)
                        continue;
                    const float start = init ? init[row * initRow + column] : 0.0f, product = sums.at(lane, i);
                    c[row * cRow + column] = triangle == Triangle::ResultLower && column > row ? 0.0f : subtract ? start - product : start + product;
                }
        }
}

#endif

TTT_DEVICE void Product(int m, int n, int k, const float* a, int aRow, int aStep, const float* b, int bRow, int bStep,
    float* c, int cRow, const float* init, int initRow, bool subtract, Triangle triangle)
{
#ifdef TTT_MATRIX
    if (m >= 8 && n >= 8 && k >= 8)
    {
        MatrixProduct(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
        return;
    }
#endif
    ThreadProduct(m, n, k, a, aRow, aStep, b, bRow, bStep, c, cRow, init, initRow, subtract, triangle);
}
