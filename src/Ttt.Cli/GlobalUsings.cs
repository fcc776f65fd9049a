global using Ttt.Models;
global using Tensor = TorchSharp.torch.Tensor;
