using HpCovSde.Cli;
using HpCovSde.Data;

CliConsole console = CliConsole.System;

// An exception on any other thread would end the process with a trace.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
{
    TemporaryFiles.DeleteAll(TimeSpan.Zero);
    Environment.Exit(CliApplication.FailUnexpected(console, (Exception)unhandled.ExceptionObject));
};
return Interruption.Guard(console, cancellation => CliApplication.Run(args, console, cancellation));
