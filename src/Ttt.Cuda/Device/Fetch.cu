// Rows of the next mini-batch on their way into shared memory while this one is computed. Where a kernel has no memory for them its rows are as far apart as the caller's are long, and it
// reads them there.

#if defined(__CUDACC__) && __CUDA_ARCH__ >= 800

TTT_DEVICE unsigned SharedAddress(const float* place)
{
    unsigned address;
    asm("{ .reg .u64 all; cvta.to.shared.u64 all, %1; cvt.u32.u64 %0, all; }" : "=r"(address) : "l"(place));
    return address;
}

// Past the registers: 16 bytes at a time where both places allow it. Nothing waits for it before Arrive.
TTT_DEVICE void FetchRows(int rows, int columns, const float* from, float* to, int toRow)
{
    if (toRow == columns)
        return;
    const unsigned target = SharedAddress(to);
    if (columns % 4 == 0 && (unsigned long long)from % 16 == 0)
        for (int i = threadIdx.x; i < rows * (columns / 4); i += TTT_COUNT)
            asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" :: "r"(target + 4 * (i / (columns / 4) * toRow + i % (columns / 4) * 4)), "l"(from + 4 * i) : "memory");
    else
        for (int i = threadIdx.x; i < rows * columns; i += TTT_COUNT)
            asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" :: "r"(target + 4 * (i / columns * toRow + i % columns)), "l"(from + i) : "memory");
}

// What was fetched is there.
TTT_DEVICE void Arrive()
{
    asm volatile("cp.async.wait_all;" ::: "memory");
    __syncthreads();
}

#else

TTT_DEVICE void FetchRows(int rows, int columns, const float* from, float* to, int toRow)
{
    if (toRow == columns)
        return;
    TTT_ELEMENTS(r, j, rows, columns)
        to[r * toRow + j] = from[r * columns + j];
}

TTT_DEVICE void Arrive() {}

#endif

// What was fetched is what rows are now; their place is free for the next.
TTT_DEVICE void ReceiveRows(int columns, float* from, float*& rows, float*& next, int row)
{
    float* const fetched = row == columns ? from : next;
    next = rows;
    rows = fetched;
}
