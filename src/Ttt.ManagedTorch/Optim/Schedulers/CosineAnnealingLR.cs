#nullable disable

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>From the initial rate to eta_min along half a cosine of T_max epochs, and back.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                => new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                public class CosineAnnealingLR : LRScheduler
                {
                    readonly double half, floor;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (half, floor) = (T_max, eta_min);
                        step();
                    }

                    // Recursive as in PyTorch: other schedules may have changed the rate in between.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                            return CurrentRates;
                        if ((LastEpoch - 1 - half) % (2 * half) == 0)
                            return CurrentRates.Zip(BaseRates, (rate, initial) => rate + (initial - floor) * (1 - Math.Cos(Math.PI / half)) / 2);
                        var ratio = (1 + Math.Cos(Math.PI * LastEpoch / half)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / half));
                        return CurrentRates.Select(rate => ratio * (rate - floor) + floor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => BaseRates.Select(rate => floor + (rate - floor) * (1 + Math.Cos(Math.PI * LastEpoch / half)) / 2);
                }
            }
        }
    }
}
