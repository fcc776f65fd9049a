using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A causal language model: backbone and vocabulary projection. Parameter names are the official ones.</summary>
public sealed class LanguageModel : torch.nn.Module<Tensor, Tensor>
{
    readonly Backbone backbone;
    readonly Linear? head;

    /// <summary>A model with initial weights decided by the seed.</summary>
    /// <exception cref="TttException">The configuration cannot work, or names no layer of the catalogue.</exception>
    public LanguageModel(ModelConfig config, long seed = 0, LayerCatalogue? catalogue = null)
        : this(config, seed, new MixerFactory(config, catalogue ?? LayerCatalogue.Default).Create) { }

    /// <summary>A model around any sequence mixer, one for each block.</summary>
    /// <exception cref="TttException">The configuration cannot work.</exception>
    public LanguageModel(ModelConfig config, long seed, Func<SequenceMixer> mixer) : this(config, seed, _ => mixer()) { }

    /// <summary>A model around sequence mixers that may differ from block to block.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="mixer">Makes the sequence layer of a block, by the block's index.</param>
    /// <exception cref="TttException">The configuration cannot work.</exception>
    public LanguageModel(ModelConfig config, long seed, Func<int, SequenceMixer> mixer) : base(nameof(LanguageModel))
    {
        Config = config;
        var faults = config.Faults();
        if (faults.Count > 0)
            throw new TttException(string.Join('\n', faults));
        lock (WeightDraw.Gate)
        {
            torch.manual_seed(seed);
            backbone = new Backbone(config, mixer);
            register_module("model", backbone);
            if (!config.TieWordEmbeddings)
            {
                head = torch.nn.Linear(config.HiddenSize, config.VocabSize, hasBias: false);
                register_module("lm_head", head);
            }
            Initialisation.Apply(this, config.InitialDeviation);
        }
    }

    public ModelConfig Config { get; }

    public Backbone Backbone => backbone;

    /// <summary>Where its weights are, and what it reads must be.</summary>
    public torch.Device Device => backbone.EmbeddingWeight.device;

    /// <summary>What operands of its products are rounded to while it runs, forward and backward (<see cref="Autocast"/>); its weights stay float32.</summary>
    public Precision Precision { get; set; }

    /// <summary>Number of learned values.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Logits [B,T,V] of token ids [B,T], or of mixtures of tokens [B,T,V].</summary>
    public override Tensor forward(Tensor input) => forward(input, (Action<int, Tensor>?)null);

    /// <summary>Logits, with a look at the residual stream (<see cref="Backbone"/>).</summary>
    public Tensor forward(Tensor ids_BT, Action<int, Tensor>? observe)
    {
        using var precision = Autocast.To(Precision.Type());
        using var hidden = backbone.forward(ids_BT, observe);
        return Project(hidden);
    }

    /// <summary>Continues a sequence: any number of tokens, any split. The state given is not changed.</summary>
    /// <param name="ids_BT">Token ids [B,T].</param>
    /// <param name="state">Where the sequence stands; null at its start.</param>
    /// <param name="lastOnly">Logits of the last token alone, [B,1,V]; what generation needs of a prompt.</param>
    public (Tensor Logits, ModelState State) forward(Tensor ids_BT, ModelState? state, bool lastOnly = false)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(Precision.Type());
        var (hidden, next) = backbone.forward(ids_BT, state);
        var logits = Project(lastOnly ? hidden.narrow(1, hidden.shape[1] - 1, 1) : hidden);
        return (logits.MoveToOuterDisposeScope(), next);
    }

    /// <summary>Mean cross entropy of windows [B,T+1]: every token but the first is predicted from those before it.</summary>
    public Tensor Loss(Tensor windows)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(Precision.Type());
        var length = windows.shape[1] - 1;
        var hidden = backbone.forward(windows.narrow(1, 0, length), (Action<int, Tensor>?)null);
        var targets = windows.narrow(1, 1, length).reshape(-1);
        return LinearCrossEntropy.Of(hidden.reshape(-1, Config.HiddenSize), Head, targets).MoveToOuterDisposeScope();
    }

    /// <summary>Mean loss of the answers that count; documents that share a row do not see each other.</summary>
    public Tensor Loss(SequenceBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(Precision.Type());
        return batch.Loss(backbone.forward(batch.Input(Device), batch.Documents, null), Head).MoveToOuterDisposeScope();
    }

    /// <summary>The same of rows that go on from a state, and where they stand then.</summary>
    public (Tensor Loss, ModelState State) Loss(SequenceBatch batch, ModelState? state)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(Precision.Type());
        var (hidden, next) = backbone.forward(batch.Input(Device), state);
        return (batch.Loss(hidden, Head).MoveToOuterDisposeScope(), next);
    }

    Tensor Project(Tensor hidden) => Autocast.Linear(hidden, Head);

    Tensor Head => head?.weight ?? backbone.EmbeddingWeight;
}
