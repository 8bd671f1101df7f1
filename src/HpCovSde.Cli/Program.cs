using HpCovSde.Cli;

using var interruption = new Interruption();
return CliApplication.Run(args, CliConsole.System, interruption.Token);
