// Rows of the next mini-batch on their way into shared memory while this one is computed. Where a kernel has no memory for them its rows are as far apart as the caller's are long, and it
// reads them there.

#if defined(__CUDACC__) && __CUDA_ARCH__ >= 800

// Past the registers: 16 bytes at a time where both places allow it. Nothing waits for it before Arrive.
TTT_DEVICE void FetchRows(int rows, int columns, const float* from, const Ahead& ahead, bool isOdd, int toRow)
{
    if (toRow == columns)
        return;
    const unsigned target = SharedAddress(ahead.next(isOdd));
    const int t = Thread();
    if (columns % 4 == 0 && (unsigned long long)from % 16 == 0)
        TTT_SHARE(i, rows * (columns / 4), t, TTT_COUNT)
            asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" :: "r"(target + 4 * (i / (columns / 4) * toRow + i % (columns / 4) * 4)), "l"(from + 4 * i) : "memory");
    else
        TTT_SHARE(i, rows * columns, t, TTT_COUNT)
            asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" :: "r"(target + 4 * (i / columns * toRow + i % columns)), "l"(from + i) : "memory");
}

// What was fetched is there.
TTT_DEVICE void Arrive()
{
    asm volatile("cp.async.wait_all;" ::: "memory");
    __syncthreads();
}

#else

TTT_DEVICE void FetchRows(int rows, int columns, const float* from, const Ahead& ahead, bool isOdd, int toRow)
{
    if (toRow == columns)
        return;
    float* const to = ahead.next(isOdd);
    TTT_ASYNC(t)
        TTT_SHARE(i, rows * columns, t, TTT_COUNT)
            to[i / columns * toRow + i % columns] = from[i];
}

TTT_DEVICE void Arrive()
{
    TTT_REGION(t) {}
}

#endif

// What was fetched is what rows are now; the place of those before is free for the next.
TTT_DEVICE void ReceiveRows(int columns, float* from, Place& rows, const Ahead& ahead, bool isOdd, int row) { rows = row == columns ? Place(from) : ahead.next(isOdd); }
