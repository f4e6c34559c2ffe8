package millrace.jobs.synthesize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.jobs.synthesize.recipe.CardSpec;
import millrace.jobs.synthesize.recipe.ExportSpec;

/**
 * The card of a dataset: Markdown with the front matter that Hugging Face's hub and {@code
 * datasets.load_dataset} read (https://huggingface.co/docs/hub/datasets-cards).
 */
final class Card {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private final CardSpec spec;
  private final DatasetSummary summary;
  private final boolean hasChat;
  private final StringBuilder text = new StringBuilder();

  private Card(CardSpec spec, DatasetSummary summary, boolean hasChat) {
    this.spec = spec;
    this.summary = summary;
    this.hasChat = hasChat;
  }

  /**
   * The card.
   *
   * @param export what was written
   * @param samples some rows, each a map from column or role to text
   */
  static String of(
      CardSpec spec, DatasetSummary summary, ExportSpec export, List<Map<String, String>> samples) {
    Card card = new Card(spec, summary, !export.chat().isEmpty());
    card.frontMatter();
    card.introduction();
    card.losses();
    card.models();
    card.settings();
    card.samples(samples);
    return card.text.toString();
  }

  private void frontMatter() {
    Map<String, Object> front = new LinkedHashMap<>();
    front.put("pretty_name", spec.title());
    front.put("license", spec.license());
    if (!spec.languages().isEmpty()) {
      front.put("language", spec.languages());
    }
    List<String> tags = new ArrayList<>(List.of("synthetic", "millrace"));
    tags.addAll(spec.tags());
    front.put("tags", tags);
    front.put("size_categories", List.of(sizeCategory(rows())));
    front.put("configs", List.of(parquet()));
    try {
      text.append("---\n").append(YAML.writeValueAsString(front)).append("---\n\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and lists must be writable as YAML", e);
    }
  }

  /** The only configuration: datasets reads all files of a card with one reader. */
  private Map<String, Object> parquet() {
    List<Object> files = new ArrayList<>();
    for (String split : summary.splits().keySet()) {
      Map<String, Object> file = new LinkedHashMap<>();
      file.put("split", split);
      file.put("path", "data/" + split + "/*.parquet");
      files.add(file);
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("config_name", "default");
    config.put("data_files", files);
    return config;
  }

  private long rows() {
    return summary.splits().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The hub's categories, powers of ten from a thousand on. */
  static String sizeCategory(long rows) {
    if (rows < 1_000) {
      return "n<1K";
    }
    String[] marks = {"1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"};
    int mark = 0;
    for (long most = 10_000; mark < marks.length - 1 && rows >= most; most *= 10) {
      mark++;
    }
    return mark == marks.length - 1 ? "n>1T" : marks[mark] + "<n<" + marks[mark + 1];
  }

  private void introduction() {
    line("# " + MarkdownText.inline(spec.title()));
    if (!spec.description().isBlank()) {
      line(spec.description().strip());
    }
    line(
        "Synthetic: language models wrote it, by the recipe `%s` of Millrace. Nobody has checked what it says."
            .formatted(summary.recipe().replace("`", "")));
    tableHead("split", "rows", "files");
    summary.splits().forEach((split, rows) -> tableRow(split, number(rows), files(split)));
    text.append('\n');
  }

  private String files(String split) {
    int parquet = summary.files().get(split);
    return "`data/"
        + split
        + "/` ("
        + parquet
        + ")"
        + (hasChat ? ", `chat/" + split + ".jsonl`" : "");
  }

  private void losses() {
    line("## Where rows were lost");
    tableHead("step", "what", "rows");
    tableRow("seed", "rows", number(summary.seedRows()));
    for (StepCounts step : summary.steps()) {
      String name = MarkdownText.inline(step.step());
      tableRow(name, "in", number(step.rowsIn()));
      if (step.candidates() != step.rowsIn()) {
        tableRow(name, "candidates", number(step.candidates()));
      }
      step.dropped()
          .forEach(
              (reason, rows) ->
                  tableRow(name, "dropped: " + MarkdownText.inline(reason), "−" + number(rows)));
      tableRow(name, "out", number(step.rowsOut()));
    }
    text.append('\n');
  }

  private void models() {
    line("## Models");
    line("Licence of the model: " + MarkdownText.inline(spec.modelLicense()));
    tableHead("stage", "model", "what it is", "SHA-256");
    for (StageSummary stage : summary.stages()) {
      tableRow(
          MarkdownText.inline(stage.counts().step()),
          MarkdownText.inline(stage.model()),
          MarkdownText.inline(stage.modelDescription()),
          "`" + stage.modelSha256() + "`");
    }
    text.append('\n');
  }

  private void settings() {
    line("## Settings");
    tableHead("stage", "candidates", "keep", "sampling");
    for (StageSummary stage : summary.stages()) {
      List<String> sampling = new ArrayList<>();
      stage.sampling().forEach((key, value) -> sampling.add(key + " = " + value));
      tableRow(
          MarkdownText.inline(stage.counts().step()),
          String.valueOf(stage.candidates()),
          stage.keep(),
          MarkdownText.inline(String.join("; ", sampling)));
    }
    text.append('\n');
  }

  private void samples(List<Map<String, String>> samples) {
    line("## Samples");
    for (Map<String, String> sample : samples) {
      line("### " + MarkdownText.inline(sample.get(Columns.ID)));
      sample.forEach(
          (name, value) -> {
            if (!name.equals(Columns.ID)) {
              line("**" + MarkdownText.inline(name) + "**");
              text.append(MarkdownText.block(value)).append('\n');
            }
          });
    }
  }

  private void line(String line) {
    text.append(line).append("\n\n");
  }

  private void tableHead(String... names) {
    tableRow(names);
    tableRow(Collections.nCopies(names.length, "---").toArray(new String[0]));
  }

  private void tableRow(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
