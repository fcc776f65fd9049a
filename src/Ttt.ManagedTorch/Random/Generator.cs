using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers (xoshiro256**, seeded by splitmix64). Not the stream of libtorch.</summary>
    public class Generator : IDisposable
    {
        private readonly ulong[] _state = new ulong[4];
        private double _spareNormal = double.NaN;
        private long _seed;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = RequireCpu(device);
            Reset((long)seed);
        }

        /// <summary>The generator used where none is given.</summary>
        public static Generator Default { get; } = new(unchecked((ulong)Environment.TickCount64));

        public Device device { get; private set; }

        public Generator manual_seed(long seed)
        {
            Reset(seed);
            return this;
        }

        public long initial_seed() => _seed;

        /// <summary>Reseeds from the system and returns the new seed.</summary>
        public long seed()
        {
            Reset(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
            return _seed;
        }

        /// <summary>The state as bytes, for <see cref="set_state"/>.</summary>
        public Tensor get_state()
        {
            var words = new ulong[] { _state[0], _state[1], _state[2], _state[3], BitConverter.DoubleToUInt64Bits(_spareNormal), (ulong)_seed };
            return torch.tensor(MemoryMarshal.AsBytes(words.AsSpan()).ToArray());
        }

        public void set_state(Tensor value)
        {
            if (value.dtype != ScalarType.Byte || value.numel() != 48)
                throw new ExternalException($"RNG state must be a Byte tensor of 48 elements from get_state(), got {value.dtype} {Shapes.Text(value.Impl.Shape)}");
            var words = MemoryMarshal.Cast<byte, ulong>(value.data<byte>().ToArray());
            words[..4].CopyTo(_state);
            _spareNormal = BitConverter.UInt64BitsToDouble(words[4]);
            _seed = (long)words[5];
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        internal ulong NextBits()
        {
            ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
            ulong shifted = _state[1] << 17;
            _state[2] ^= _state[0];
            _state[3] ^= _state[1];
            _state[1] ^= _state[2];
            _state[0] ^= _state[3];
            _state[2] ^= shifted;
            _state[3] = BitOperations.RotateLeft(_state[3], 45);
            return result;
        }

        /// <summary>Uniform in [0, 1).</summary>
        internal double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

        /// <summary>Uniform in [0, bound), without bias.</summary>
        internal long NextLong(long bound)
        {
            ulong range = (ulong)bound;
            ulong high = Math.BigMul(NextBits(), range, out ulong low);
            if (low < range)
            {
                ulong threshold = (0 - range) % range;
                while (low < threshold) high = Math.BigMul(NextBits(), range, out low);
            }
            return (long)high;
        }

        /// <summary>Standard normal, by the polar method.</summary>
        internal double NextNormal()
        {
            if (!double.IsNaN(_spareNormal))
            {
                double spare = _spareNormal;
                _spareNormal = double.NaN;
                return spare;
            }
            for (; ; )
            {
                double u = (2 * NextDouble()) - 1, v = (2 * NextDouble()) - 1, s = (u * u) + (v * v);
                if (s is 0 or >= 1) continue;
                double scale = Math.Sqrt(-2 * Math.Log(s) / s);
                _spareNormal = v * scale;
                return u * scale;
            }
        }

        private void Reset(long seed)
        {
            _seed = seed;
            _spareNormal = double.NaN;
            ulong z = (ulong)seed;
            for (int i = 0; i < 4; i++)
            {
                z += 0x9E3779B97F4A7C15;
                ulong x = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
                _state[i] = x ^ (x >> 31);
            }
        }
    }

    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static long initial_seed() => Generator.Default.initial_seed();

    public static long seed() => Generator.Default.seed();

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
}
