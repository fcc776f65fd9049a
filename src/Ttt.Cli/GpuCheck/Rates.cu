// How many multiply-adds tensor cores do: every warp adds products of tiles of ones to sums that do not wait for one another.

constexpr int Chains = 8;

#ifdef __CUDACC__

// sum += products of 16 x 16 and 16 x 8 ones in bf16.
TTT_DEVICE void AddOnes(OfLanes<4>& sum)
{
    const unsigned ones = 0x3f803f80u;
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %4, %4, %4}, {%4, %4}, {%0, %1, %2, %3};"
        : "+f"(sum.own[0]), "+f"(sum.own[1]), "+f"(sum.own[2]), "+f"(sum.own[3])
        : "r"(ones));
}

#else

TTT_DEVICE void AddOnes(OfLanes<4>& sum)
{
    TTT_LANE(lane)
        for (int i = 0; i < 4; i++)
            sum[lane][i] += 16.0f;
}

#endif

template <bool Half>
TTT_DEVICE void MatrixRate(const Call& call, Arena, int unit)
{
    TTT_REGION(t)
    {
        OfLanes<4> sums[Chains], left;
        OfLanes<2> right;
        TTT_LANE(lane)
        {
            TTT_UNROLL for (int i = 0; i < 4; i++)
                left[lane][i] = 1.0f;
            TTT_UNROLL for (int i = 0; i < 2; i++)
                right[lane][i] = 1.0f;
            TTT_UNROLL for (int i = 0; i < Chains; i++)
                TTT_UNROLL for (int j = 0; j < 4; j++)
                    sums[i][lane][j] = 0.0f;
        }
        for (int n = 0; n < call.group; n++)
            TTT_UNROLL for (int i = 0; i < Chains; i++)
            {
                if (Half)
                    AddOnes(sums[i]);
                else
                    MultiplyTile(sums[i], left, right);
            }
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
