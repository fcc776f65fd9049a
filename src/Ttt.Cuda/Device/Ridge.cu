// Rows x_i with x_i (a_i G + sum_j E_ij k_j' k_j + diag L) = q_i, by conjugate gradients with a diagonal preconditioner (MesaNet, arXiv:2506.05233). The matrix of a row is never formed:
// all rows take their steps together, as matrix products. They end when every residual has fallen by 1e-7, or after eight times as many steps as there are columns. In float32 whatever
// the precision of other products: rounded matrices have other solutions.

TTT_DEVICE void RidgeProduct(int m, int n, int k, const Place& a, int aRow, const Place& b, int bRow, int bStep, const Place& c, int cRow, const Place& init)
{
    if (TilesAreExact)
        Product(m, n, k, a, aRow, 1, b, bRow, bStep, c, cRow, init, cRow, false, Triangle::None);
    else
        ThreadProduct(m, n, k, a, aRow, 1, b, bRow, bStep, c, cRow, init, cRow, false, Triangle::None);
}

// Scratch: residual, direction, image, inverse [rows, columns], their rows own floats apart; scores [rows, rows]; squares and limit [rows].
TTT_DEVICE void SolveRidge(int rows, int columns, const float* query, int queryRow, const Place& gram, int gramRow, const Place& key, int keyRow, const Place& coefficients, int coefficientRow,
    float* to, int toRow, const float* retained, const float* penalty, int own, int scoresRow,
    float* residual, const Place& direction, const Place& image, const Place& inverse, const Place& scores, float* squares, float* limit)
{
    const float tiny = 1e-30f, enough = 1e-14f;

    // One over the diagonal of every row's matrix.
    TTT_ELEMENTS(r, j, rows, columns)
        image[r * own + j] = key[r * keyRow + j] * key[r * keyRow + j];
    RidgeProduct(rows, columns, rows, coefficients, coefficientRow, image, own, 1, inverse, own, nullptr);
    TTT_ROWS(r, rows)
    {
        float sum = 0.0f;
        TTT_COLUMNS(j, columns)
        {
            const float rest = query[r * queryRow + j], one = 1.0f / (inverse[r * own + j] + (retained[r] * gram[j * gramRow + j] + penalty[j]));
            to[r * toRow + j] = 0.0f;
            residual[r * own + j] = rest;
            inverse[r * own + j] = one;
            direction[r * own + j] = rest * one;
            sum += rest * (rest * one);
        }
        squares[r] = RowSum(sum);
        limit[r] = squares[r] * enough;
    }
    for (int step = 0; step < 8 * columns; step++)
    {
        // The directions times the matrices.
        RidgeProduct(rows, columns, columns, direction, own, gram, gramRow, 1, image, own, nullptr);
        RidgeProduct(rows, rows, columns, direction, own, key, 1, keyRow, scores, scoresRow, nullptr);
        TTT_ROWS(r, rows)
        {
            TTT_COLUMNS(j, rows)
                scores[r * scoresRow + j] *= coefficients[r * coefficientRow + j];
            TTT_COLUMNS(j, columns)
                image[r * own + j] = retained[r] * image[r * own + j] + penalty[j] * direction[r * own + j];
        }
        RidgeProduct(rows, columns, rows, scores, scoresRow, key, keyRow, 1, image, own, image);
        TTT_ROWS(r, rows)
        {
            // Who has arrived stays: further steps would be made of rounding alone.
            const float before = squares[r];
            if (before <= limit[r])
                continue;
            float sum = 0.0f;
            TTT_COLUMNS(j, columns)
                sum += direction[r * own + j] * image[r * own + j];
            const float along = RowSum(sum), length = before / (along + tiny);
            if (along <= 0.0f)
            {
                squares[r] = 0.0f;
                continue;
            }
            sum = 0.0f;
            TTT_COLUMNS(j, columns)
            {
                const float rest = residual[r * own + j] - length * image[r * own + j];
                to[r * toRow + j] += length * direction[r * own + j];
                residual[r * own + j] = rest;
                sum += rest * rest * inverse[r * own + j];
            }
            const float now = RowSum(sum), kept = now / (before + tiny);
            TTT_COLUMNS(j, columns)
                direction[r * own + j] = residual[r * own + j] * inverse[r * own + j] + kept * direction[r * own + j];
            squares[r] = now;
        }

        // All threads read the same, and none writes before all have read.
        bool isOpen = false;
        for (int r = 0; r < rows; r++)
            isOpen |= !(squares[r] <= limit[r]);
        if (!isOpen)
            return;
    }
}
