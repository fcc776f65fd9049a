#nullable disable

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>From start_factor to end_factor times the initial rate, linearly over total_iters epochs.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static partial class impl
            {
                public class LinearLR : LRScheduler
                {
                    readonly double start, span;
                    readonly int length;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (start, span, length) = (start_factor, end_factor - start_factor, total_iters);
                        step();
                    }

                    // Recursive as in PyTorch: other schedules may have changed the rate in between.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                            return CurrentRates.Select(rate => rate * start);
                        return LastEpoch > length ? CurrentRates : CurrentRates.Select(rate => rate * (1 + span / (length * start + (LastEpoch - 1) * span)));
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => BaseRates.Select(rate => rate * (start + span * Math.Min(length, LastEpoch) / length));
                }
            }
        }
    }
}
