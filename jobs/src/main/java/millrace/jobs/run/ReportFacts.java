package millrace.jobs.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.output.UnitResult;
import millrace.jobs.report.Facts;

/** What the report says of a job besides its units, from the manifest, which has no secrets. */
final class ReportFacts {
  private ReportFacts() {}

  static Facts of(PreparedJob job, RunManifest manifest, Redaction redaction) {
    Map<String, String> changed = new LinkedHashMap<>();
    Map<String, String> all = new LinkedHashMap<>();
    Map<String, Object> defaults = Settings.defaults().asMap();
    manifest
        .settings()
        .forEach(
            (key, value) -> {
              all.put(key, text(value));
              if (!Objects.equals(job.settings().asMap().get(key), defaults.get(key))) {
                changed.put(key, text(value));
              }
            });
    all.putAll(manifest.spark());
    changed.putAll(manifest.spark());
    return new Facts(manifest.model().name(), about(job, manifest, redaction), changed, all);
  }

  private static Map<String, String> about(
      PreparedJob job, RunManifest manifest, Redaction redaction) {
    RunManifest.Model model = manifest.model();
    RunManifest.Input input = manifest.input();
    UnitResult totals = manifest.totals();
    Map<String, String> about = new LinkedHashMap<>();
    about.put("Model", model.name() + ": " + model.description());
    about.put("Model SHA-256", model.sha256());
    about.put("Model size", format("%,d bytes", model.bytes()));
    about.put("Computed by", String.join(", ", totals.backends().keySet()));
    about.put("Number types", String.join(", ", totals.compute().keySet()));
    about.put("Input", input.path());
    about.put(
        "Input size",
        format("%,d rows, %,d file(s), %,d unit(s)", input.rows(), input.files(), input.units()));
    about.put("Output", redaction.text(job.output().path().toString()));
    if (!job.settings().sweep().isEmpty()) {
      about.put("Sweep", format("%,d settings, see sweep.html", job.settings().sweep().size()));
    }
    about.put("Spark master", manifest.versions().master());
    about.put("Millrace", manifest.versions().millrace());
    about.put("Spark", manifest.versions().spark());
    about.put("Java", manifest.versions().java());
    return about;
  }

  private static String text(Object value) {
    return value == null ? "–" : String.valueOf(value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
