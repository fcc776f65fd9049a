#nullable disable

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimiser, step by step. The constructor takes the first step, to epoch 0.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                internal Optimizer Optimizer;
                internal int LastEpoch = -1;
                internal List<double> BaseRates;
                internal List<double> LastRates;

                readonly bool verbose;

                protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    Optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
                    LastEpoch = last_epoch;
                    this.verbose = verbose;
                    BaseRates = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    LastRates = [.. CurrentRates];
                }

                internal IEnumerable<double> CurrentRates => Optimizer.ParamGroups.Select(group => group.LearningRate);

                public virtual void step() => step(null);

                /// <summary>Steps to the next epoch, or to the one given, where the closed form of the schedule applies.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, rate) in Optimizer.ParamGroups.ToList().Zip(rates))
                        group.LearningRate = rate;
                    if (verbose && !rates.SequenceEqual(LastRates))
                        Console.WriteLine(FormattableString.Invariant($"Adjusting learning rate to {string.Join(", ", rates)}"));
                    LastRates = rates;
                }

                /// <summary>The metric is ignored by schedules that do not look at it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                public IEnumerable<double> get_last_lr() => LastRates;
            }
        }
    }
}
