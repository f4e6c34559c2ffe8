package millrace.jobs.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import millrace.engine.EngineForecast;
import millrace.engine.ModelInspection;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ModelFileException;
import millrace.engine.text.Tokenizer;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.Tensor;
import millrace.jobs.models.ModelEngines;

/** What {@code inspect} says of a model. */
final class ModelReport {
  private static final int LONGEST_VALUE = 100;

  private final PrintWriter out;
  private final ModelInspection model;

  ModelReport(ModelInspection model, PrintWriter out) {
    this.model = model;
    this.out = out;
  }

  /**
   * Prints the report.
   *
   * @param settings of the engine that would run the model
   */
  void print(EngineSettings settings) {
    out.println(model.name() + ", " + model.format());
    model
        .description()
        .ifPresent(known -> out.println(ModelEngines.headline(known.architecture())));
    out.println();
    printSupport();
    printText();
    printStoredWeights();
    model.model().ifPresent(loaded -> printMemory(EngineForecast.needs(loaded, settings)));
    printMetadata();
    printTensors();
  }

  private void printSupport() {
    boolean all = model.problems().isEmpty();
    line("supported", "%s", all ? "yes" : "no");
    for (ModelFileException problem : model.problems()) {
      out.println("  " + problem.getMessage());
    }
  }

  private void printText() {
    line("tokenizer", "%s", model.tokenizer().map(ModelReport::describe).orElse("not understood"));
    line(
        "chat template",
        "%s",
        model
            .chatTemplateSource()
            .map(source -> String.format(Locale.ROOT, "%,d characters", source.length()))
            .orElse("none"));
  }

  private static String describe(Tokenizer tokenizer) {
    return String.format(
        Locale.ROOT,
        "%,d tokens, a text begins with ids %s and ends with %s",
        tokenizer.vocabularySize(),
        Arrays.toString(tokenizer.beginIds()),
        Arrays.toString(tokenizer.endIds()));
  }

  private void printStoredWeights() {
    Map<String, Long> tensorsByType = new TreeMap<>();
    long bytes = 0;
    long elements = 0;
    for (String name : model.tensors().names()) {
      Tensor tensor = model.tensors().get(name);
      bytes += tensor.byteSize();
      elements += tensor.rows() * tensor.columns();
      tensorsByType.merge(tensor.type().name(), 1L, Long::sum);
    }
    String types =
        tensorsByType.entrySet().stream()
            .map(type -> type.getKey() + " × " + type.getValue())
            .collect(Collectors.joining(", "));
    line("parameters", "%,d", elements);
    line("weights in the file", "%s, tensors %s", megabytes(bytes), types);
  }

  private void printMemory(EngineNeeds needs) {
    EngineDescription engine = needs.description();
    line(
        "weights in memory",
        "%s on the heap, %s outside, as %s, with %s",
        megabytes(needs.heapWeightBytes()),
        megabytes(needs.offHeapWeightBytes()),
        engine.compute(),
        engine.backend());
    line(
        "KV cache, 1,000 tokens",
        "%s, as %s",
        megabytes(1000 * needs.kvBytesPerToken()),
        engine.kvType());
    line(
        "KV cache, one sequence",
        "%s for up to %,d tokens",
        megabytes(needs.kvLeastBytes()),
        needs.context());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  private void printMetadata() {
    if (!(model.tensors() instanceof GgufFile file)) {
      return;
    }
    out.println();
    out.println("metadata");
    file.metadata()
        .asMap()
        .forEach((key, value) -> line("  " + key, "%s", shorten(value.toString())));
  }

  private void printTensors() {
    out.println();
    out.println("tensors");
    for (String name : model.tensors().names()) {
      Tensor tensor = model.tensors().get(name);
      line("  " + name, "%-6s %s", tensor.type(), Arrays.toString(tensor.shape()));
    }
  }

  private void line(String label, String format, Object... values) {
    out.printf("%-44s ", label);
    out.printf(Locale.ROOT, format, values);
    out.println();
  }

  private static String shorten(String text) {
    String line = text.replace('\n', ' ');
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
  }
}
