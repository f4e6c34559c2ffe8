package millrace.jobs.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Completes a prompt table with Spark. */
@Command(
    name = "generate",
    description = "Completes a table of prompts; without options, the sample prompts.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Option(names = "--help-settings", description = "List every setting for --config and --set.")
  private boolean helpSettings;

  @Override
  public Integer call() throws IOException {
    if (helpSettings) {
      SettingsHelp.print(spec.commandLine().getOut());
      return ExitCode.DONE;
    }
    return new JobCommand(
            options,
            options.builder().build(),
            new JobCommand.Purpose() {},
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .run();
  }
}
