global using TorchSharp;
global using TorchSharp.Modules;
global using Tensor = TorchSharp.torch.Tensor;
