namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads that one operation may use. Results do not depend on it.</summary>
    public static int get_num_threads() => Parallel.Threads;

    public static void set_num_threads(int num) =>
        Parallel.Threads = num > 0 ? num : throw new System.Runtime.InteropServices.ExternalException("Expected positive number of threads");

    public static int get_num_interop_threads() => 1;

    public static bool is_tensor(object obj) => obj is Tensor;

    public static long numel(Tensor input) => input.numel();

    public static bool is_floating_point(Tensor input) => input.is_floating_point();
}
