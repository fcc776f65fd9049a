// Tiles in float32. Tensor cores round operands to tf32, which loses 13 bits, so each is split into what tf32 keeps and the rest: three products give what float32 gives, but for the
// product of the two rests.

constexpr bool TilesAreExact = true;

#ifdef TTT_MATRIX

constexpr int TileDepth = 8;

// What an instruction takes of a lane: a number.
using Operand = float;

#ifdef __CUDACC__

// x in tf32, as float.
TTT_DEVICE float Short(float x)
{
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits);
}

// result += left · right.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(result.own[0]), "+f"(result.own[1]), "+f"(result.own[2]), "+f"(result.own[3])
        : "r"(__float_as_uint(left.own[0])), "r"(__float_as_uint(left.own[1])), "r"(__float_as_uint(left.own[2])), "r"(__float_as_uint(left.own[3])),
          "r"(__float_as_uint(right.own[0])), "r"(__float_as_uint(right.own[1])));
}

#else

// To the nearest of 10 bits behind the point, ties away from zero.
TTT_DEVICE float Short(float x)
{
    unsigned bits = __builtin_bit_cast(unsigned, x);
    return __builtin_bit_cast(float, (bits + 0x1000u) & 0xffffe000u);
}

// Operands and results stand where mma.m16n8k8 has them.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    float a[TileRows][TileDepth], b[TileDepth][TileColumns];
    TTT_LANE(lane)
    {
        for (int i = 0; i < 4; i++)
            a[lane / 4 + i % 2 * 8][lane % 4 + i / 2 * 4] = left[lane][i];
        for (int i = 0; i < 2; i++)
            b[lane % 4 + i * 4][lane / 4] = right[lane][i];
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

// The sums of a tile. The three products of a step go to sums of their own: none waits for another.
struct TileSums
{
    OfLanes<4> sum, upper, lower;

    TTT_DEVICE void clear()
    {
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 4; i++)
                sum[lane][i] = upper[lane][i] = lower[lane][i] = 0.0f;
    }

    TTT_DEVICE void add(OfLanes<4>& left, OfLanes<2>& right)
    {
        OfLanes<4, Operand> high, low;
        OfLanes<2, Operand> rightHigh, rightLow;
        TTT_LANE(lane)
        {
            TTT_UNROLL for (int i = 0; i < 4; i++)
                Split(left[lane][i], high[lane][i], low[lane][i]);
            TTT_UNROLL for (int i = 0; i < 2; i++)
                Split(right[lane][i], rightHigh[lane][i], rightLow[lane][i]);
        }
        MultiplyTile(sum, high, rightHigh);
        MultiplyTile(upper, high, rightLow);
        MultiplyTile(lower, low, rightHigh);
    }

    TTT_DEVICE float at(int lane, int i) { return sum[lane][i] + (upper[lane][i] + lower[lane][i]); }
};

#endif
