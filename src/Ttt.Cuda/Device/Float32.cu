// Tiles in float32. Tensor cores round operands to tf32, which loses 13 bits, so each is split into what tf32 keeps and the rest: three products give what float32 gives, but for the
// product of the two rests.

constexpr bool TilesAreExact = true;

#ifdef TTT_MATRIX

// What an instruction takes of a lane: a number, of which it reads the first 19 bits.
using Operand = float;
constexpr unsigned TensorBits = 0xffffe000u;

#ifdef __CUDACC__

// result += left · right.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(result.own[0]), "+f"(result.own[1]), "+f"(result.own[2]), "+f"(result.own[3])
        : "r"(Bits(left.own[0])), "r"(Bits(left.own[1])), "r"(Bits(left.own[2])), "r"(Bits(left.own[3])),
          "r"(Bits(right.own[0])), "r"(Bits(right.own[1])));
}

#else

// What the instruction reads of a number.
TTT_DEVICE float Cut(float x) { return Number(Bits(x) & TensorBits); }

// Operands and results stand where mma.m16n8k8 has them.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    float a[TileRows][8], b[8][TileColumns];
    TTT_LANE(lane)
    {
        for (int i = 0; i < 4; i++)
            a[lane / 4 + i % 2 * 8][lane % 4 + i / 2 * 4] = Cut(left[lane][i]);
        for (int i = 0; i < 2; i++)
            b[lane % 4 + i * 4][lane / 4] = Cut(right[lane][i]);
    }
    TTT_LANE(lane)
        for (int i = 0; i < 4; i++)
            for (int l = 0; l < 8; l++)
                result[lane][i] += a[ResultRow(lane, i)][l] * b[l][ResultColumn(lane, i)];
}

#endif

// x to the nearest of 10 bits behind the point, and the rest, which is exact; that the instruction drops its last bits costs a unit in the last place of x at most. What is no number is
// none in the rest.
TTT_DEVICE void Split(float x, float& high, float& low)
{
    high = Number((Bits(x) + 0x1000u) & TensorBits);
    low = x - high;
}

// A side of a tile in two parts, of which each has what the instruction takes for eight steps, then for the next eight.
template <int N>
struct SplitSide
{
    OfLanes<N, Operand> high[2], low[2];

    TTT_DEVICE SplitSide(OfLanes<2 * N>& side)
    {
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 2 * N; i++)
                Split(side[lane][i], high[i / N][lane][i % N], low[i / N][lane][i % N]);
    }
};

using LeftOperand = SplitSide<4>;

// The sums of a tile: of products of what tf32 keeps, and of those with a rest.
struct TileSums
{
    OfLanes<4> sum, rest;

    TTT_DEVICE void clear()
    {
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 4; i++)
                sum[lane][i] = rest[lane][i] = 0.0f;
    }

    TTT_DEVICE void add(LeftOperand& left, RightSide& side)
    {
        SplitSide<2> right(side);
        TTT_UNROLL for (int half = 0; half < 2; half++)
        {
            MultiplyTile(sum, left.high[half], right.high[half]);
            MultiplyTile(rest, left.high[half], right.low[half]);
            MultiplyTile(rest, left.low[half], right.high[half]);
        }
    }

    TTT_DEVICE float at(int lane, int i) { return sum[lane][i] + rest[lane][i]; }
};

#endif
