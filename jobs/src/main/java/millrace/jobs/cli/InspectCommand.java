package millrace.jobs.cli;

import java.util.List;
import java.util.concurrent.Callable;
import millrace.engine.ModelInspection;
import millrace.engine.api.ModelFileException;
import millrace.jobs.config.Settings;
import millrace.jobs.models.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a model is, what it needs, and whether it can be run. */
@Command(
    name = "inspect",
    description = {
      "Prints whether a model is supported, the memory it needs, its metadata and tensors.",
      "Ends with code 2 when the model cannot be run."
    },
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.builder().build();
    try (ModelInspection model = ModelInspection.open(ModelSource.resolve(settings))) {
      new ModelReport(model, spec.commandLine().getOut()).print(settings.engine());
      List<ModelFileException> problems = model.problems();
      if (!problems.isEmpty()) {
        throw problems.get(0);
      }
    }
    return ExitCode.DONE;
  }
}
