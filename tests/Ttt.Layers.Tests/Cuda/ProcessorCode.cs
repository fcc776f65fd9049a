using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Compiles kernels to PTX as NVRTC would, with a clang that has an NVPTX back end. What NVRTC knows by itself is defined in front.</summary>
static class ProcessorCode
{
    const string Prelude = """
        #define __CUDACC__ 1
        #define __device__ __attribute__((device))
        #define __global__ __attribute__((global))
        #define __shared__ __attribute__((shared))
        #define __forceinline__ inline __attribute__((always_inline))
        #define __launch_bounds__(n, blocks) __attribute__((launch_bounds(n, blocks)))
        #define TTT_BLOCKS 1
        struct Index { int x; };
        #define threadIdx (Index{(int)__nvvm_read_ptx_sreg_tid_x()})
        #define blockIdx (Index{(int)__nvvm_read_ptx_sreg_ctaid_x()})
        __device__ inline float __shfl_xor_sync(unsigned mask, float x, int distance) { return __nvvm_shfl_sync_bfly_f32(mask, x, distance, 31); }
        __device__ inline float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
        __device__ inline float __uint_as_float(unsigned x) { return __builtin_bit_cast(float, x); }
        __device__ inline unsigned __float_as_uint(float x) { return __builtin_bit_cast(unsigned, x); }
        __device__ inline float sqrtf(float x) { return __nvvm_sqrt_rn_f(x); }
        __device__ inline float rsqrtf(float x) { return __nvvm_rsqrt_approx_f(x); }
        __device__ inline float fmaxf(float a, float b) { return __nvvm_fmax_f(a, b); }
        extern "C" __device__ float expf(float), logf(float), tanhf(float), erff(float), powf(float, float);

        """;

    static readonly string? Compiler = Tools.Find(["clang", .. Enumerable.Range(14, 12).Select(version => $"clang-{version}")], static file => Tools.Run(file, "--print-targets").Said.Contains("nvptx64", StringComparison.Ordinal));

    /// <summary>Why nothing can be compiled here; null where it can.</summary>
    internal static string? Obstacle => Compiler is null ? "There is no clang with an NVPTX back end." : null;

    internal static string Compile(DeviceCode code)
    {
        var own = Path.Combine(Tools.Folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(own + ".cu", Prelude + code.Unit(GraphicsProcessor.Threads));
        string[] options =
        [
            "-x", "cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_80", "-nocudainc", "-nocudalib", "-nogpulib", "-Xclang", "-target-feature", "-Xclang", "+ptx75", "-std=c++17", "-O2", "-S", "-Wno-pass-failed",
            "-o", own + ".ptx", own + ".cu",
        ];
        var (result, said) = Tools.Run(Compiler!, options);
        Assert.True(result == 0 && said.Length == 0, $"clang about {own}.cu: {said}");
        var text = File.ReadAllText(own + ".ptx");
        File.Delete(own + ".cu");
        File.Delete(own + ".ptx");
        return text;
    }
}

/// <summary>A theory that needs a compiler for processors.</summary>
sealed class ProcessorTheoryAttribute : TheoryAttribute
{
    public ProcessorTheoryAttribute() => Skip = ProcessorCode.Obstacle ?? HostMachine.Obstacle;
}
