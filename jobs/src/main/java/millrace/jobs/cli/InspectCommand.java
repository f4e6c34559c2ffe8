package millrace.jobs.cli;

import java.util.concurrent.Callable;
import millrace.engine.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a model file holds. */
@Command(
    name = "inspect",
    description = "Prints a model's metadata, tensors and memory estimate.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    try (LoadedModel model = LoadedModel.open(ModelSource.resolve(options.builder().build()))) {
      new ModelReport(model, spec.commandLine().getOut()).print();
    }
    return ExitCode.DONE;
  }
}
