package millrace.jobs.cli;

import java.nio.file.Path;
import millrace.datasets.embedded.EmbeddedResources;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/** Finds the model that the settings name. */
final class ModelSource {
  private static final String EMBEDDED = "embedded";
  private static final String HUB = "hf:";

  private ModelSource() {}

  /**
   * The model's path on this machine; the embedded model is unpacked first.
   *
   * @throws ConfigException when it cannot be had
   */
  static Path resolve(Settings settings) {
    String model = settings.text(KnownSettings.MODEL);
    if (model.equals(EMBEDDED)) {
      return EmbeddedResources.inTemporaryFolder().file(EmbeddedResources.MODEL);
    }
    if (model.startsWith(HUB)) {
      throw new ConfigException(
          "Cannot open model: weights.model, "
              + model
              + ", this version opens local files, download the .gguf file and give its path");
    }
    return Path.of(model);
  }

  /** What people call the model: embedded, or its file name. */
  static String displayName(Settings settings) {
    String model = settings.text(KnownSettings.MODEL);
    return model.equals(EMBEDDED) ? EMBEDDED : Path.of(model).getFileName().toString();
  }
}
