
namespace TorchSharp;

/// <summary>Whether operations on this thread are recorded.</summary>
internal static class GradMode
{
    [ThreadStatic]
    private static bool _disabled;

    [ThreadStatic]
    private static bool _inference;

    public static bool Enabled => !_disabled;

    public static bool Inference => _inference;

    /// <summary>Sets the mode until the result is disposed.</summary>
    public static Guard Set(bool enabled, bool inference = false)
    {
        var guard = new Guard(_disabled, _inference);
        _disabled = !enabled;
        _inference = inference;
        return guard;
    }

    internal sealed class Guard(bool disabled, bool inference) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (_done) return;
            _done = true;
            _disabled = disabled;
            _inference = inference;
        }
    }
}

public static partial class torch
{
    /// <summary>Operations are not recorded until the result is disposed.</summary>
    public static IDisposable no_grad() => GradMode.Set(false);

    public static IDisposable enable_grad(bool enabled = true) => GradMode.Set(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => GradMode.Set(mode);

    public static IDisposable inference_mode(bool mode = true) => GradMode.Set(!mode, mode);

    public static bool is_grad_enabled() => GradMode.Enabled;

    public static bool is_inference_mode_enabled() => GradMode.Inference;
}
