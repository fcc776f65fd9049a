// A block of threads has one head of one sequence. Its work is cut into regions that end in a barrier; in a region every thread has elements of its own.
// As plain C++ the threads of a region run one after the other, in either order: the results of a right kernel do not depend on it.

#ifdef __CUDACC__

#define TTT_DEVICE __device__ __forceinline__
#define TTT_UNROLL _Pragma("unroll")
#define TTT_UNROLL_2 _Pragma("unroll 2")
#define TTT_LANES 32

// Asked anew in every region: what follows from it takes registers there alone. The remainder tells the compiler how many threads there are.
TTT_DEVICE int Thread()
{
    unsigned t;
    asm volatile("mov.u32 %0, %%tid.x;" : "=r"(t));
    return t % TTT_COUNT;
}

#define TTT_REGION(t) for (int t = Thread(), t##Once = 1; t##Once; t##Once = 0, __syncthreads())

TTT_DEVICE float Infinite() { return __int_as_float(0x7f800000); }
TTT_DEVICE float NotNumber() { return __int_as_float(0x7fffffff); }
TTT_DEVICE unsigned Bits(float x) { return __float_as_uint(x); }
TTT_DEVICE float Number(unsigned bits) { return __uint_as_float(bits); }

// As instructions for shared memory alone have it.
TTT_DEVICE unsigned SharedAddress(const float* place)
{
    unsigned address;
    asm("{ .reg .u64 all; cvta.to.shared.u64 all, %1; cvt.u32.u64 %0, all; }" : "=r"(address) : "l"(place));
    return address;
}

#else

#define TTT_DEVICE inline
#define TTT_UNROLL
#define TTT_UNROLL_2
#define TTT_BLOCKS 1
#define TTT_LANES 1

// Whoever has threads for it says before what a region is, and one that nothing waits for.
#ifndef TTT_REGION
#define TTT_REGION(t) for (int t##Step = 0, t = 0; t = tttBackwards ? TTT_COUNT - 1 - t##Step : t##Step, t##Step < TTT_COUNT; t##Step++)
#define TTT_ASYNC(t) TTT_REGION(t)
#endif

static bool tttBackwards = false;

TTT_DEVICE float Infinite() { return __builtin_inff(); }
TTT_DEVICE float NotNumber() { return __builtin_nanf(""); }
TTT_DEVICE unsigned Bits(float x) { return __builtin_bit_cast(unsigned, x); }
TTT_DEVICE float Number(unsigned bits) { return __builtin_bit_cast(float, bits); }

#endif

#define Infinity Infinite()
#define NotANumber NotNumber()

// How many of count things one of those that share them has: of literals that divide, a literal, and its loop needs no comparison.
TTT_DEVICE int Part(int count, int which, int sharers) { return count / sharers + (which < count % sharers ? 1 : 0); }

// What one of the sharers has: the thing of its own number, then every one that is that many further on.
#define TTT_SHARE(i, count, which, sharers) \
    for (int i = (which), i##Left = Part(count, which, sharers); i##Left > 0; i##Left--, i += (sharers))

// Every element of a matrix, or of a vector, once.
#define TTT_ELEMENTS(r, j, rows, columns) \
    TTT_REGION(t) \
        TTT_SHARE(i, (rows) * (columns), t, TTT_COUNT) \
            if ([[maybe_unused]] const int r = i / (columns), j = i - r * (columns); true)

#define TTT_VECTOR(j, columns) \
    TTT_REGION(t) \
        TTT_SHARE(j, columns, t, TTT_COUNT)

// A row for every team of lanes; inside, the columns of the row, shared by its lanes.
#define TTT_ROWS(r, rows) \
    TTT_REGION(t) \
        TTT_SHARE(r, rows, t / TTT_LANES, TTT_COUNT / TTT_LANES)

#define TTT_COLUMNS(j, columns) \
    TTT_SHARE(j, columns, t % TTT_LANES, TTT_LANES)

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

// Where a value lies. What is in shared memory there starts at a multiple of 16 bytes; that it is there is known when the kernel is compiled.
struct Place
{
    float* at;
    bool isShared;

    TTT_DEVICE Place(float* at = nullptr, bool isShared = false) : at(at), isShared(isShared) {}

    TTT_DEVICE operator float*() const { return at; }
};

// Memory for rows of this mini-batch and of the next, which change places; nowhere if rows are read where the caller has them.
struct Ahead
{
    Place both;
    int floats;

    TTT_DEVICE Place next(bool isOdd) const { return { both + (isOdd ? floats : 0), both.isShared }; }
};

// The memory of a block: shared while it lasts, then the block's part of the scratch.
struct Arena
{
    float* shared;
    float* scratch;
    int left;

    TTT_DEVICE Place take(int floats)
    {
        floats = (floats + 3) & ~3;
        if (floats <= left)
        {
            shared += floats;
            left -= floats;
            return { shared - floats, true };
        }
        scratch += floats;
        return { scratch - floats };
    }

    // Shared memory for rows and for those of the next mini-batch, where there is any left.
    TTT_DEVICE bool reserve(int floats, Ahead& ahead)
    {
        floats = (floats + 3) & ~3;
        const bool fits = 2 * floats <= left;
        ahead = { fits ? take(2 * floats) : Place(), floats };
        return fits;
    }
};
