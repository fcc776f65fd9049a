using Ttt.Cli;

using var interrupt = new Interrupt();
return Tool.Run(args, Terminal.OfProcess(interrupt.Token));
