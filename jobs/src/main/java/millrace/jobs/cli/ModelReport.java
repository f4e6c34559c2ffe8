package millrace.jobs.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import millrace.engine.LoadedModel;
import millrace.engine.cache.KvShape;
import millrace.engine.model.Architecture;
import millrace.engine.text.Tokenizer;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.Tensor;
import millrace.engine.weights.TensorSource;

/** What {@code inspect} says of a model. */
final class ModelReport {
  private static final int LONGEST_VALUE = 100;

  private final PrintWriter out;
  private final LoadedModel model;

  ModelReport(LoadedModel model, PrintWriter out) {
    this.model = model;
    this.out = out;
  }

  /** The architecture on one line. */
  static String headline(Architecture model) {
    return String.format(
        Locale.ROOT,
        "%s, %d layers, hidden %d, %d heads (%d key/value), vocabulary %,d, context %,d",
        model.family(),
        model.layers().size(),
        model.hidden(),
        model.heads(),
        model.kvHeads(),
        model.vocabulary(),
        model.context());
  }

  void print() {
    out.println(model.name() + ", " + model.format());
    out.println(headline(model.description().architecture()));
    printTokenizer(model.tokenizer());
    printMemory();
    printMetadata();
    printTensors();
  }

  private void printTokenizer(Tokenizer tokenizer) {
    out.printf("begin ids %s, end ids %s, ", ids(tokenizer.beginIds()), ids(tokenizer.endIds()));
    out.println(model.chatTemplate().isPresent() ? "a chat template" : "no chat template");
  }

  private static String ids(int[] ids) {
    return Arrays.toString(ids);
  }

  private void printMemory() {
    TensorSource file = model.tensors();
    long stored = 0;
    long elements = 0;
    for (String name : file.names()) {
      Tensor tensor = file.find(name).orElseThrow();
      stored += tensor.byteSize();
      elements += tensor.rows() * tensor.columns();
    }
    KvShape kv = model.description().architecture().kvShape();
    double perToken = 2.0 * Float.BYTES * kv.layers() * kv.heads() * kv.headDim();
    out.println();
    line("memory estimate", "%,d parameters", elements);
    line("  weights in the file", "%,.1f MB", stored / 1e6);
    line("  weights as f32", "%,.1f MB", elements * (double) Float.BYTES / 1e6);
    line("  KV cache, a token", "%,.1f kB", perToken / 1e3);
    line(
        "  KV cache, a full context",
        "%,.1f MB",
        perToken * model.description().architecture().context() / 1e6);
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
    Map<String, Long> bytesByType = new TreeMap<>();
    out.println();
    out.println("tensors");
    for (String name : model.tensors().names()) {
      Tensor tensor = model.tensors().find(name).orElseThrow();
      line("  " + name, "%-6s %s", tensor.type(), Arrays.toString(tensor.shape()));
      bytesByType.merge(tensor.type().name(), tensor.byteSize(), Long::sum);
    }
    out.println();
    bytesByType.forEach((type, bytes) -> line("all " + type, "%,d bytes", bytes));
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
