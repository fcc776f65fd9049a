// Tiles of products on tensor cores: a warp computes 16 x 8 results from 16 x 16 and 16 x 8 operands at a time.

#if !defined(__CUDACC__) || __CUDA_ARCH__ >= 800
#define TTT_MATRIX 1

constexpr int TileRows = 16, TileColumns = 8, TileDepth = 16;

// Which numbers of its warp's operands and results a lane has. A side of a tile is one group or two of eight rows of A, or columns of B, along the depth. What the instructions call a
// step of the depth is ours to say, if both operands say the same: lanes that stand side by side have steps side by side in every precision.
template <int Groups>
TTT_DEVICE int SideRow(int lane, int i) { return lane / 4 + i % Groups * 8; }
template <int Groups>
TTT_DEVICE int SideStep(int lane, int i) { return lane % 4 + i / Groups * 4; }
TTT_DEVICE int ResultRow(int lane, int i) { return lane / 4 + i / 2 * 8; }
TTT_DEVICE int ResultColumn(int lane, int i) { return lane % 4 * 2 + i % 2; }

#ifdef __CUDACC__

// N numbers of every lane of a warp: each lane has its own.
template <int N, class T = float>
struct OfLanes
{
    T own[N];

    TTT_DEVICE T* operator[](int) { return own; }
};

#define TTT_LANE(lane) if (const int lane = threadIdx.x % 32; true)

#else

template <int N, class T = float>
struct OfLanes
{
    T all[32][N];

    T* operator[](int lane) { return all[lane]; }
};

#define TTT_LANE(lane) for (int lane = 0; lane < 32; lane++)

#endif

using LeftSide = OfLanes<TileRows * TileDepth / 32>;
using RightSide = OfLanes<TileDepth * TileColumns / 32>;

#endif
