// A block of threads has one head of one sequence. Its work is cut into regions that end in a barrier; in a region every thread has elements of its own.
// As plain C++ the threads of a region run one after the other, in either order: the results of a right kernel do not depend on it.

#ifdef __CUDACC__

#define TTT_DEVICE __device__ __forceinline__
#define TTT_UNROLL _Pragma("unroll")
#define TTT_UNROLL_4 _Pragma("unroll 4")
#define TTT_LANES 32
#define TTT_REGION(t) for (int t = threadIdx.x, t##Once = 1; t##Once; t##Once = 0, __syncthreads())

TTT_DEVICE float Infinite() { return __int_as_float(0x7f800000); }
TTT_DEVICE float NotNumber() { return __int_as_float(0x7fffffff); }

#else

#define TTT_DEVICE inline
#define TTT_UNROLL
#define TTT_UNROLL_4
#define TTT_LANES 1
#define TTT_REGION(t) for (int t##Step = 0, t = 0; t = tttBackwards ? TTT_COUNT - 1 - t##Step : t##Step, t##Step < TTT_COUNT; t##Step++)

static bool tttBackwards = false;

TTT_DEVICE float Infinite() { return __builtin_inff(); }
TTT_DEVICE float NotNumber() { return __builtin_nanf(""); }

#endif

#define Infinity Infinite()
#define NotANumber NotNumber()

// Every element of a matrix, or of a vector, once.
#define TTT_ELEMENTS(r, j, rows, columns) \
    TTT_REGION(t) \
        for (int i = t; i < (rows) * (columns); i += TTT_COUNT) \
            if ([[maybe_unused]] const int r = i / (columns), j = i - r * (columns); true)

#define TTT_VECTOR(j, columns) \
    TTT_REGION(t) \
        for (int j = t; j < (columns); j += TTT_COUNT)

// A row for every team of lanes; inside, the columns of the row, shared by its lanes.
#define TTT_ROWS(r, rows) \
    TTT_REGION(t) \
        for (int r = t / TTT_LANES; r < (rows); r += TTT_COUNT / TTT_LANES)

#define TTT_COLUMNS(j, columns) \
    for (int j = t % TTT_LANES; j < (columns); j += TTT_LANES)

#ifdef __CUDACC__

// What the lanes of a row have gathered, known to all of them.
TTT_DEVICE float RowSum(float x)
{
    for (int distance = 16; distance > 0; distance /= 2)
        x += __shfl_xor_sync(0xffffffffu, x, distance);
    return x;
}

TTT_DEVICE float RowMaximum(float x)
{
    for (int distance = 16; distance > 0; distance /= 2)
        x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, distance));
    return x;
}

#else

TTT_DEVICE float RowSum(float x) { return x; }
TTT_DEVICE float RowMaximum(float x) { return x; }

#endif

// The memory of a block: shared while it lasts, then the block's part of the scratch.
struct Arena
{
    float* shared;
    float* scratch;
    int left;

    TTT_DEVICE float* take(int floats)
    {
        floats = (floats + 3) & ~3;
        if (floats <= left)
        {
            shared += floats;
            left -= floats;
            return shared - floats;
        }
        scratch += floats;
        return scratch - floats;
    }

    // Shared memory for rows and for those of the next mini-batch, where there is any left.
    TTT_DEVICE bool reserve(int floats, float*& rows, float*& next)
    {
        floats = (floats + 3) & ~3;
        const bool fits = 2 * floats <= left;
        next = fits ? take(2 * floats) : nullptr;
        rows = fits ? next + floats : nullptr;
        return fits;
    }
};
