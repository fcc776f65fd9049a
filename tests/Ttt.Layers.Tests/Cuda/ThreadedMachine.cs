using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>
/// Runs kernels with a thread of the system for every thread of a block, as a program under ThreadSanitizer: two threads that meet at a number between two barriers, one of them
/// writing, end it.
/// </summary>
/// <param name="sharedFloats">The shared memory of a block.</param>
sealed unsafe class ThreadedMachine(int sharedFloats) : DeviceMachine
{
    const int Threads = 7;

    const string Before = """
        #include <cstdio>
        #include <cstdlib>
        #include <pthread.h>

        static thread_local int tttThread, tttRound;
        static pthread_barrier_t tttBarriers[2];

        // Two take turns: who wakes late from the one must not seem to come after those who wait at it again.
        static void tttMeet()
        {
            tttRound ^= 1;
            pthread_barrier_wait(&tttBarriers[tttRound]);
        }

        #define TTT_ASYNC(t) for (int t = tttThread, t##Once = 1; t##Once; t##Once = 0)
        #define TTT_REGION(t) for (int t = tttThread, t##Once = 1; t##Once; t##Once = 0, tttMeet())

        """;

    // The file: blocks, tensors, the floats of each, the call; places in it are the tensor's number, from one on, and bytes from its start. Tensors come back in another one.
    const string After = """

        static Call call;
        static float* shared;
        static int unit;

        static void* Block(void* which)
        {
            tttThread = (int)(long long)which;
            Arena arena = { shared, call.scratch + (long long)unit * call.scratchFloats, call.sharedFloats };
            TTT_SCAN(call, arena, unit);
            return nullptr;
        }

        static float* Take(long long floats)
        {
            float* memory = (float*)aligned_alloc(64, (floats * 4 / 64 + 1) * 64);
            for (long long i = 0; i < floats; i++)
                memory[i] = NotANumber;
            return memory;
        }

        static void Read(FILE* file, void* to, size_t bytes)
        {
            if (fread(to, 1, bytes, file) != bytes)
                exit(3);
        }

        int main(int, char** names)
        {
            FILE* file = fopen(names[1], "rb");
            int units, count;
            Read(file, &units, sizeof units);
            Read(file, &count, sizeof count);
            float** tensors = new float*[count + 1];
            long long* floats = new long long[count + 1];
            for (int i = 1; i <= count; i++)
            {
                Read(file, &floats[i], sizeof floats[i]);
                tensors[i] = Take(floats[i]);
                Read(file, tensors[i], floats[i] * 4);
            }
            Read(file, &call, sizeof call);
            fclose(file);
            for (Memory& memory : call.memory)
                if (memory.start)
                    memory.start = (float*)((char*)tensors[(unsigned long long)memory.start >> 40] + ((unsigned long long)memory.start & 0xffffffffffull));
            call.scratch = Take((long long)units * call.scratchFloats);
            shared = Take(call.sharedFloats);
            for (pthread_barrier_t& barrier : tttBarriers)
                pthread_barrier_init(&barrier, nullptr, TTT_COUNT);
            for (unit = 0; unit < units; unit++)
            {
                for (int i = 0; i < call.sharedFloats; i++)
                    shared[i] = NotANumber;
                pthread_t threads[TTT_COUNT];
                for (long long i = 0; i < TTT_COUNT; i++)
                    if (pthread_create(&threads[i], nullptr, Block, (void*)i))
                        return 4;
                for (pthread_t thread : threads)
                    pthread_join(thread, nullptr);
            }
            file = fopen(names[2], "wb");
            for (int i = 1; i <= count; i++)
                fwrite(tensors[i], 4, floats[i], file);
            return fclose(file);
        }
        """;

    static readonly string? Compiler = Tools.Find(["g++"], Works);

    /// <summary>Why there is no such machine here; null where there is.</summary>
    internal static string? Obstacle => Compiler is null ? "There is no g++ with ThreadSanitizer." : null;

    internal override int SharedFloats => sharedFloats;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        var program = Compiled(Before + code.Unit(Threads) + $"#define TTT_SCAN {code.Scan}\n" + After);
        DeviceMemory[] tensors = [.. call.Memory.Where(memory => memory.Start != 0).DistinctBy(memory => memory.Tensor)];
        var numbers = tensors.Select((memory, i) => (memory.Tensor, Number: i + 1L)).ToDictionary(pair => pair.Tensor, pair => pair.Number);
        var (input, output) = (Path.GetTempFileName(), Path.GetTempFileName());
        using (var writer = new BinaryWriter(File.Create(input)))
        {
            writer.Write(blocks);
            writer.Write(tensors.Length);
            foreach (var tensor in tensors)
            {
                writer.Write(tensor.Floats);
                writer.Write(Bytes(tensor));
            }
            writer.Write(call.At(memory => (nint)(numbers[memory.Tensor] << 40), 0).ToBytes(code.Memories));
        }
        var (exit, said) = Tools.Run(program, input, output);
        if (exit != 0 || said.Length > 0) throw new InvalidOperationException($"A block of threads ended with {exit}: {said}");
        using (var reader = new BinaryReader(File.OpenRead(output)))
            foreach (var tensor in tensors) reader.BaseStream.ReadExactly(Bytes(tensor));
        File.Delete(input);
        File.Delete(output);
    }

    static Span<byte> Bytes(DeviceMemory tensor) => MemoryMarshal.AsBytes(new Span<float>((float*)tensor.Tensor, checked((int)tensor.Floats)));

    static string Compiled(string text)
    {
        var program = Path.Combine(Tools.Folder, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24]);
        if (File.Exists(program)) return program;
        var own = $"{program}-{Guid.NewGuid():N}";
        File.WriteAllText(own + ".cpp", text);
        var (code, said) = Compile(Compiler!, own);
        Assert.True(code == 0 && said.Length == 0, $"g++ about {own}.cpp: {said}");
        File.Delete(own + ".cpp");
        File.Move(own, program, overwrite: true);
        return program;
    }

    static (int Code, string Said) Compile(string compiler, string name) => Tools.Run(compiler, "-std=c++17", "-O1", "-fsanitize=thread", "-o", name, name + ".cpp");

    // Not every system has the library, or lets it have the addresses that it wants.
    static bool Works(string compiler)
    {
        var name = Path.Combine(Tools.Folder, $"threads-{Guid.NewGuid():N}");
        File.WriteAllText(name + ".cpp", "int main() { return 0; }");
        var works = Compile(compiler, name).Code == 0 && Tools.Run(name).Code == 0;
        File.Delete(name + ".cpp");
        File.Delete(name);
        return works;
    }
}

/// <summary>A theory that needs ThreadSanitizer.</summary>
sealed class ThreadTheoryAttribute : TheoryAttribute
{
    public ThreadTheoryAttribute() => Skip = ThreadedMachine.Obstacle;
}

/// <summary>A fact that needs ThreadSanitizer.</summary>
sealed class ThreadFactAttribute : FactAttribute
{
    public ThreadFactAttribute() => Skip = ThreadedMachine.Obstacle;
}
