// Functions of one number. Plain C++ has those of the C library.

#ifndef __CUDACC__
#define TTT_BUILTIN(name) __builtin_##name
#else
#define TTT_BUILTIN(name) name
#endif

[[maybe_unused]] constexpr int Lanes = 1;

TTT_DEVICE float Add(float a, float b) { return a + b; }
TTT_DEVICE float Subtract(float a, float b) { return a - b; }
TTT_DEVICE float Multiply(float a, float b) { return a * b; }
TTT_DEVICE float Divide(float a, float b) { return a / b; }
TTT_DEVICE float Negate(float a) { return -a; }
TTT_DEVICE float Max(float a, float b) { return a > b ? a : b; }
TTT_DEVICE float Take(float x, int n) { return n > 0 ? x : 0.0f; }
TTT_DEVICE float Drop(float x, int n) { return n > 0 ? 0.0f : x; }
TTT_DEVICE float Exp(float x) { return TTT_BUILTIN(expf)(x); }
TTT_DEVICE float Log(float x) { return TTT_BUILTIN(logf)(x); }
TTT_DEVICE float Tanh(float x) { return TTT_BUILTIN(tanhf)(x); }
TTT_DEVICE float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }
TTT_DEVICE float Erf(float x) { return TTT_BUILTIN(erff)(x); }
TTT_DEVICE float Relu(float x) { return x > 0.0f ? x : 0.0f; }
TTT_DEVICE float Step(float x) { return x > 0.0f ? 1.0f : 0.0f; }
TTT_DEVICE float Sqrt(float x) { return TTT_BUILTIN(sqrtf)(x); }

#ifdef __CUDACC__
TTT_DEVICE float Rsqrt(float x) { return rsqrtf(x); }
#else
TTT_DEVICE float Rsqrt(float x) { return 1.0f / Sqrt(x); }
#endif

TTT_DEVICE float Square(float x) { return x * x; }
TTT_DEVICE float Pow(float x, float exponent) { return TTT_BUILTIN(powf)(x, exponent); }
