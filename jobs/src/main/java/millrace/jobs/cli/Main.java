package millrace.jobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of {@code ./millrace}. */
@Command(
    name = "millrace",
    description = "Generates text offline, at scale, on Apache Spark.",
    mixinStandardHelpOptions = true,
    version = "Millrace 0.1.0",
    subcommands = {
      GenerateCommand.class,
      SweepCommand.class,
      SynthesizeCommand.class,
      BatchCommand.class,
      PromptCommand.class,
      RunCommand.class,
      ScoreCommand.class,
      TokenizeCommand.class,
      RenderCommand.class,
      InspectCommand.class,
      BenchCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(utf8(FileDescriptor.out), utf8(FileDescriptor.err)).execute(arguments));
  }

  /** The commands, writing to these. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    var stream = new FileOutputStream(descriptor);
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
