using System.Runtime.CompilerServices;

// Kernels fill their scratch themselves; zeroing it first would cost more than small kernels do.
[module: SkipLocalsInit]
