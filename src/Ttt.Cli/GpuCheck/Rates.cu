// How many multiply-adds tensor cores do: every warp adds products of tiles of ones to sums that do not wait for one another.

constexpr int Chains = 8;

TTT_DEVICE void SetOne(float& number) { number = 1.0f; }
TTT_DEVICE void SetOne(unsigned& pair) { pair = 0x3f803f80u; }

TTT_DEVICE void MatrixRate(const Call& call, Arena, int unit)
{
    TTT_REGION(t)
    {
        OfLanes<4> sums[Chains];
        OfLanes<4, Operand> left;
        OfLanes<2, Operand> right;
        TTT_LANE(lane)
        {
            TTT_UNROLL for (int i = 0; i < 4; i++)
                SetOne(left[lane][i]);
            TTT_UNROLL for (int i = 0; i < 2; i++)
                SetOne(right[lane][i]);
            TTT_UNROLL for (int i = 0; i < Chains; i++)
                TTT_UNROLL for (int j = 0; j < 4; j++)
                    sums[i][lane][j] = 0.0f;
        }
        for (int n = 0; n < call.group; n++)
            TTT_UNROLL for (int i = 0; i < Chains; i++)
                MultiplyTile(sums[i], left, right);
        TTT_LANE(lane)
        {
            float sum = 0.0f;
            TTT_UNROLL for (int i = 0; i < Chains; i++)
                TTT_UNROLL for (int j = 0; j < 4; j++)
                    sum += sums[i][lane][j];
            call.memory[0].start[(unit * (TTT_COUNT / TTT_LANES) + t / TTT_LANES) * 32 + lane] = sum;
        }
    }
}
