// Scans over mini-batches: what is launched. A block walks through all mini-batches of its head; the carried state stays in its memory.

// A contiguous tensor: a stretch for every head of every sequence, in pieces of one mini-batch or group; null where there is none.
struct Memory
{
    float* start;
    long long unit, piece;

    TTT_DEVICE float* at(long long which, long long part) const { return start ? start + which * unit + part * piece : nullptr; }
};

// What all scans are given; their tensors follow in the order that each says.
struct Call
{
    int rows, keys, most;        // b, e, and the e that memory is for
    int heads, miniBatches, group;
    int sharedFloats, scratchFloats;
    float* scratch;
    Memory memory[TTT_MEMORIES];
};

TTT_DEVICE void Locate(float** places, const Memory* memory, int count, long long unit, long long part)
{
    TTT_UNROLL for (int i = 0; i < count; i++)
        places[i] = memory[i].at(unit, part);
}

// Room for at least one place.
template <int N>
struct Places
{
    float* at[N > 0 ? N : 1];
};

// The rows of a mini-batch are there; those of the next, where there is one, are on their way.
template <class K>
TTT_DEVICE void Advance(K& kernel, float* const* inputs, float* const* ahead, bool isMore)
{
    Arrive();
    kernel.Receive(inputs);
    if (isMore)
        kernel.Fetch(ahead);
}

// What backward reads of a mini-batch, but for its states: rows, tape, the cotangent of the output.
template <int Rows, int States, int Tape>
TTT_DEVICE void LocateInputs(float** places, const Memory* rows, const Memory* tape, long long unit, long long n)
{
    Locate(places, rows, Rows, unit, n);
    Locate(places + Rows + States, tape, Tape + 1, unit, n);
}

// Memory: slow parameters, rows, states at the start, output and tape, states at the end, states kept of groups: those before each, or, where backward reverses, after it.
template <class K, int Slow, int Rows, int States, int Tape, bool KeepsAfter>
TTT_DEVICE void ForwardScan(const Call& call, Arena arena, int unit)
{
    const Memory *slow = call.memory, *rows = slow + Slow, *first = rows + Rows, *results = first + States, *next = results + 1 + Tape, *kept = next + States;
    K kernel(call.rows, call.most, arena);
    Places<Slow> parameters;
    Places<Rows + States + Tape + 1> inputs = {}, ahead = {};
    Places<1 + Tape> outputs;
    Places<States> carried;
    Locate(parameters.at, slow, Slow, unit % call.heads, 0);
    kernel.Prepare(parameters.at);
    Locate(carried.at, first, States, unit, 0);
    kernel.Begin(carried.at);
    kernel.Reserve(arena);
    Locate(ahead.at, rows, Rows, unit, 0);
    kernel.Fetch(ahead.at);
    for (int n = 0; n < call.miniBatches; n++)
    {
        Locate(carried.at, kept, States, unit, n / call.group);
        if (!KeepsAfter && n % call.group == 0)
            kernel.End(carried.at);
        Locate(inputs.at, rows, Rows, unit, n);
        Locate(outputs.at, results, 1 + Tape, unit, n);
        Locate(ahead.at, rows, Rows, unit, n + 1);
        Advance(kernel, inputs.at, ahead.at, n + 1 < call.miniBatches);
        kernel.Run(inputs.at, outputs.at);
        if (KeepsAfter && ((n + 1) % call.group == 0 || n + 1 == call.miniBatches))
            kernel.End(carried.at);
    }
    Locate(carried.at, next, States, unit, 0);
    kernel.End(carried.at);
}

// Memory: slow parameters, rows, tape, cotangent of the output, gradients of the rows, cotangents of the states after, of those before, gradients of slow parameters,
// then the kept states after every group that the kernel runs back from.
template <class K, int Slow, int Rows, int States, int Tape, int Gradients, int Reversed>
TTT_DEVICE void ReversedScan(const Call& call, Arena arena, int unit)
{
    const Memory *slow = call.memory, *rows = slow + Slow, *tape = rows + Rows, *dRows = tape + Tape + 1, *dAfter = dRows + Rows, *dBefore = dAfter + States, *dSlow = dBefore + States,
                 *kept = dSlow + Gradients;
    K kernel(call.rows, call.most, arena);
    Places<Slow> parameters;
    Places<Rows + States + Tape + 1> inputs = {}, ahead = {};
    Places<Rows> outputs;
    Places<Reversed + States + Gradients> carried = {};
    Locate(parameters.at, slow, Slow, unit % call.heads, 0);
    kernel.Prepare(parameters.at);
    Locate(carried.at + Reversed + States, dSlow, Gradients, unit, 0);
    kernel.Reserve(arena);
    LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, call.miniBatches - 1);
    kernel.Fetch(ahead.at);
    for (int n = call.miniBatches - 1; n >= 0; n--)
    {
        const bool isLast = n == call.miniBatches - 1;
        if (isLast || (n + 1) % call.group == 0)
        {
            if (isLast)
                Locate(carried.at + Reversed, dAfter, States, unit, 0);
            else
                Locate(carried.at + Reversed, dBefore, States, unit, 0);
            // Cotangents go on from where they are, states from what was kept.
            TTT_UNROLL for (int i = 0; i < Reversed; i++)
                carried.at[i] = nullptr;
            if (!isLast)
                kernel.End(carried.at);
            Locate(carried.at, kept, Reversed, unit, n / call.group);
            kernel.Begin(carried.at);
        }
        LocateInputs<Rows, States, Tape>(inputs.at, rows, tape, unit, n);
        Locate(outputs.at, dRows, Rows, unit, n);
        LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, n - 1);
        Advance(kernel, inputs.at, ahead.at, n > 0);
        kernel.Run(inputs.at, outputs.at);
    }
    TTT_UNROLL for (int i = 0; i < Reversed; i++)
        carried.at[i] = nullptr;
    Locate(carried.at + Reversed, dBefore, States, unit, 0);
    kernel.End(carried.at);
}

// Memory as above, but for the kept states: those before every group. The states inside a group are rebuilt into the scratch behind the block's buffers.
template <class K, class F, int Slow, int Rows, int States, int Tape, int Gradients>
TTT_DEVICE void RebuiltScan(const Call& call, Arena arena, int unit)
{
    const Memory *slow = call.memory, *rows = slow + Slow, *tape = rows + Rows, *dRows = tape + Tape + 1, *dAfter = dRows + Rows, *dBefore = dAfter + States, *dSlow = dBefore + States,
                 *kept = dSlow + Gradients;
    K kernel(call.rows, call.most, arena);
    F forward(call.rows, call.most, arena);
    Places<Slow> parameters;
    Places<Rows + States + Tape + 1> inputs = {}, ahead = {};
    Places<Rows> outputs;
    Places<States + Gradients> carried;
    Places<States> states;
    Locate(parameters.at, slow, Slow, unit % call.heads, 0);
    kernel.Prepare(parameters.at);
    forward.Prepare(parameters.at);
    Locate(carried.at, dAfter, States, unit, 0);
    Locate(carried.at + States, dSlow, Gradients, unit, 0);
    kernel.Begin(carried.at);
    kernel.Reserve(arena);
    forward.Reserve(arena);
    for (int start = (call.miniBatches - 1) / call.group * call.group; start >= 0; start -= call.group)
    {
        const int end = start + call.group < call.miniBatches ? start + call.group : call.miniBatches;
        Locate(states.at, kept, States, unit, start / call.group);
        forward.Begin(states.at);
        LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, start);
        forward.Fetch(ahead.at);
        for (int n = start; n < end; n++)
        {
            float* place = arena.scratch;
            TTT_UNROLL for (int i = 0; i < States; i++)
            {
                states.at[i] = place + (n - start) * kept[i].piece;
                place += call.group * kept[i].piece;
            }
            forward.End(states.at);
            if (n == end - 1)
                break;
            LocateInputs<Rows, States, Tape>(inputs.at, rows, tape, unit, n);
            LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, n + 1);
            Advance(forward, inputs.at, ahead.at, n + 1 < end - 1);
            forward.Run(inputs.at, outputs.at);
        }
        LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, end - 1);
        kernel.Fetch(ahead.at);
        for (int n = end - 1; n >= start; n--)
        {
            float* place = arena.scratch;
            TTT_UNROLL for (int i = 0; i < States; i++)
            {
                inputs.at[Rows + i] = place + (n - start) * kept[i].piece;
                place += call.group * kept[i].piece;
            }
            LocateInputs<Rows, States, Tape>(inputs.at, rows, tape, unit, n);
            LocateInputs<Rows, States, Tape>(ahead.at, rows, tape, unit, n - 1);
            Locate(outputs.at, dRows, Rows, unit, n);
            Advance(kernel, inputs.at, ahead.at, n > start);
            kernel.Run(inputs.at, outputs.at);
        }
    }
    Locate(carried.at, dBefore, States, unit, 0);
    kernel.End(carried.at);
}

// One run of a kernel that carries nothing: a token, a boundary. Memory: slow parameters, inputs, outputs.
template <class K, int Slow, int Inputs, int Outputs>
TTT_DEVICE void Once(const Call& call, Arena arena, int unit)
{
    K kernel(call.rows, call.most, arena);
    kernel.resize(call.keys);
    Places<Slow> parameters;
    Places<Inputs> inputs;
    Places<Outputs> outputs;
    Locate(parameters.at, call.memory, Slow, unit % call.heads, 0);
    Locate(inputs.at, call.memory + Slow, Inputs, unit, 0);
    Locate(outputs.at, call.memory + Slow + Inputs, Outputs, unit, 0);
    kernel.Prepare(parameters.at);
    kernel.Run(inputs.at, outputs.at);
}

#ifdef __CUDACC__

// Aligned for fetches of 16 bytes.
alignas(16) extern __shared__ float tttShared[];

#define TTT_ENTRY(name, ...) \
    extern "C" __global__ void __launch_bounds__(TTT_COUNT, TTT_BLOCKS) name(const Call call) \
    { \
        Arena arena = { tttShared, call.scratch + (long long)blockIdx.x * call.scratchFloats, TTT_SHARED }; \
        __VA_ARGS__(call, arena, blockIdx.x); \
    }

#else

#define TTT_ENTRY(name, ...) \
    extern "C" void name(const Call* call, int units, float* shared, int backwards) \
    { \
        tttBackwards = backwards; \
        for (int unit = 0; unit < units; unit++) \
        { \
            for (int i = 0; i < call->sharedFloats; i++) \
                shared[i] = NotANumber; \
            Arena arena = { shared, call->scratch + (long long)unit * call->scratchFloats, call->sharedFloats }; \
            __VA_ARGS__(*call, arena, unit); \
        } \
    }

#endif
