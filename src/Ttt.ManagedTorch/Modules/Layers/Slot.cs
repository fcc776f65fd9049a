namespace TorchSharp.Modules;

/// <summary>The field behind a settable parameter: the old value is disposed, the new one belongs to the module and to no scope.</summary>
static class Slot
{
    public static Parameter? Put(ref Parameter? slot, Parameter? value)
    {
        if (!ReferenceEquals(slot, value))
            slot?.Dispose();
        value?.DetachFromDisposeScope();
        return slot = value;
    }
}
