// Tiles in bf16: operands are rounded to 8 bits, their products are exact, and sums are in float32.

constexpr bool TilesAreExact = false;

#ifdef TTT_MATRIX

// What an instruction takes of a lane: two numbers.
using Operand = unsigned;

#ifdef __CUDACC__

// Two numbers in bf16, to the nearest, ties to even.
TTT_DEVICE Operand Pack(float low, float high)
{
    Operand bits;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
    return bits;
}

// result += left · right.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(result.own[0]), "+f"(result.own[1]), "+f"(result.own[2]), "+f"(result.own[3])
        : "r"(left.own[0]), "r"(left.own[1]), "r"(left.own[2]), "r"(left.own[3]), "r"(right.own[0]), "r"(right.own[1]));
}

#else

TTT_DEVICE unsigned Shorten(float x)
{
    const unsigned bits = Bits(x);
    return (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
}

TTT_DEVICE Operand Pack(float low, float high) { return Shorten(low) | Shorten(high) << 16; }

TTT_DEVICE float Unpack(Operand pair, int which) { return Number(which ? pair & 0xffff0000u : pair << 16); }

// Operands and results stand where mma.m16n8k16 has them: two steps of the depth in a register.
TTT_DEVICE void MultiplyTile(OfLanes<4>& result, OfLanes<4, Operand>& left, OfLanes<2, Operand>& right)
{
    float a[TileRows][TileDepth], b[TileDepth][TileColumns];
    TTT_LANE(lane)
        for (int which = 0; which < 2; which++)
        {
            for (int i = 0; i < 4; i++)
                a[lane / 4 + i % 2 * 8][lane % 4 * 2 + which + i / 2 * 8] = Unpack(left[lane][i], which);
            for (int i = 0; i < 2; i++)
                b[lane % 4 * 2 + which + i * 8][lane / 4] = Unpack(right[lane][i], which);
        }
    TTT_LANE(lane)
        for (int i = 0; i < 4; i++)
            for (int l = 0; l < TileDepth; l++)
                result[lane][i] += a[ResultRow(lane, i)][l] * b[l][ResultColumn(lane, i)];
}

#endif

// A side of a tile: of its groups of rows, steps four apart are in one register.
template <int Groups>
struct PackedSide
{
    OfLanes<2 * Groups, Operand> pairs;

    TTT_DEVICE PackedSide(OfLanes<4 * Groups>& side)
    {
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 2 * Groups; i++)
            {
                const int first = i / Groups * 2 * Groups + i % Groups;
                pairs[lane][i] = Pack(side[lane][first], side[lane][first + Groups]);
            }
    }
};

using LeftOperand = PackedSide<2>;

// The sums of a tile.
struct TileSums
{
    OfLanes<4> sum;

    TTT_DEVICE void clear()
    {
        TTT_LANE(lane)
            TTT_UNROLL for (int i = 0; i < 4; i++)
                sum[lane][i] = 0.0f;
    }

    TTT_DEVICE void add(LeftOperand& left, RightSide& side)
    {
        PackedSide<1> right(side);
        MultiplyTile(sum, left.pairs, right.pairs);
    }

    TTT_DEVICE float at(int lane, int i) { return sum[lane][i]; }
};

#endif
