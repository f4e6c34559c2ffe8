package millrace.jobs.models;

import java.io.PrintStream;
import java.nio.file.Path;
import millrace.datasets.embedded.EmbeddedResources;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.hub.DownloadDisplay;
import millrace.jobs.hub.DownloadProgress;
import millrace.jobs.hub.HubReference;
import millrace.jobs.hub.HubSettings;
import millrace.jobs.hub.ModelHub;
import millrace.jobs.progress.ProgressModes;

/** Finds the model that the settings name. */
public final class ModelSource {
  private ModelSource() {}

  /**
   * The model's path on this machine. The embedded model is unpacked first, a model of the hub is
   * downloaded, which shows on the process's own stderr.
   *
   * @throws millrace.engine.api.ConfigException when it cannot be had
   * @throws millrace.engine.api.ModelFileException when the hub sends something else than it
   *     announces
   */
  public static Path resolve(Settings settings) {
    String model = settings.text(KnownSettings.MODEL);
    if (model.equals(KnownSettings.MODEL.defaultValue())) {
      return EmbeddedResources.inTemporaryFolder().file(EmbeddedResources.MODEL);
    }
    return model.startsWith(HubReference.PREFIX) ? download(model, settings) : Path.of(model);
  }

  private static Path download(String model, Settings settings) {
    HubReference reference = HubReference.parse(model);
    ModelHub hub = new ModelHub(HubSettings.fromEnvironment());
    PrintStream err = System.err; // the bar draws on the process's own stream
    return switch (ProgressModes.of(settings)) {
      case NONE -> hub.resolve(reference, DownloadProgress.SILENT);
      case BAR -> resolve(hub, reference, new DownloadDisplay(err, DownloadDisplay.Style.BAR));
      case LINES -> resolve(hub, reference, new DownloadDisplay(err, DownloadDisplay.Style.LINES));
    };
  }

  private static Path resolve(ModelHub hub, HubReference reference, DownloadDisplay shown) {
    try (shown) {
      return hub.resolve(reference, shown);
    }
  }
}
