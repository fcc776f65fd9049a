using System.Collections.Concurrent;

namespace Ttt.Cuda;

/// <summary>Functions of a device by what they are made of: layers with the same code share one.</summary>
/// <param name="load">Loads code.</param>
internal sealed class FunctionCache(Func<DeviceCode, nint> load)
{
    private readonly ConcurrentDictionary<string, Lazy<nint>> _functions = new(StringComparer.Ordinal);

    /// <summary>The function of this code.</summary>
    /// <exception cref="DeviceException">It cannot be loaded; the next call tries again.</exception>
    internal nint Of(DeviceCode code)
    {
        var function = _functions.GetOrAdd(code.Key, static (_, own) => new(() => own.load(own.code)), (load, code));
        try
        {
            return function.Value;
        }
        catch
        {
            // A Lazy would throw the same again for ever.
            _functions.TryRemove(KeyValuePair.Create(code.Key, function));
            throw;
        }
    }
}
