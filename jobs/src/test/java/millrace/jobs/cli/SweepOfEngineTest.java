package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.engine.testing.ModelCopies;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.host.ModelProbe;
import millrace.jobs.models.ModelEngines;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.sweep.SweepSettings;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.TestJob;
import millrace.jobs.weights.ModelFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A sweep with the real engine: its rows, and what they cost. */
class SweepOfEngineTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int PROMPTS = 16;
  private static final int PROMPT_TOKENS = 512;
  private static final int NEW_TOKENS = 256;
  private static final int VOCABULARY = 512;
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required binary id (STRING);
            required group prompt_token_ids (LIST) {
              repeated group list { required int32 element; }
            }
          }
          """);

  @TempDir Path folder;
  private Path model;

  /** Millrace's engines; remembers what they counted. */
  private enum CountingEngines implements EngineFactory {
    INSTANCE;

    private static final List<GenerationEngine> OPENED = new CopyOnWriteArrayList<>();

    @Override
    public GenerationEngine open(Path model, EngineSettings settings) {
      GenerationEngine engine = ModelEngines.INSTANCE.open(model, settings);
      OPENED.add(engine);
      return engine;
    }

    @Override
    public ModelFacts inspect(Path model) {
      return ModelEngines.INSTANCE.inspect(model);
    }

    @Override
    public ModelProbe probe(Path model, EngineSettings settings) {
      return ModelEngines.INSTANCE.probe(model, settings);
    }
  }

  /** The golden model, made to take longer texts. */
  @BeforeEach
  void copyTheModel() throws IOException {
    model = ModelCopies.directory("llama", folder.resolve("model"));
    Path config = model.resolve("config.json");
    String longer =
        Files.readString(config).replaceFirst("(\"max_position_embeddings\":) \\d+", "$1 1024");
    Files.writeString(config, longer);
    CountingEngines.OPENED.clear();
  }

  private Path prompts(int rows, int tokens) throws IOException {
    Path file = folder.resolve("prompts.parquet");
    SimpleGroupFactory groups = new SimpleGroupFactory(COLUMNS);
    Random random = new Random(3);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(COLUMNS).build()) {
      for (int row = 0; row < rows; row++) {
        Group group = groups.newGroup();
        group.add("id", "row-" + row);
        Group ids = group.addGroup("prompt_token_ids");
        for (int i = 0; i < tokens; i++) {
          ids.addGroup("list").add("element", 10 + random.nextInt(VOCABULARY - 10));
        }
        writer.write(group);
      }
    }
    return file;
  }

  private JobOutcome run(Settings settings, Path input, Path output) throws IOException {
    PreparedJob job =
        Preflight.check(
            settings,
            ModelFiles.at(model),
            input.toString(),
            output.toString(),
            Preflight.Existing.RESUME,
            CountingEngines.INSTANCE,
            new Configuration());
    return GenerateJob.run(SPARK.spark(), job, CountingEngines.INSTANCE, TestJob.NO_PROGRESS);
  }

  private static SettingsBuilder settings(String... assignments) {
    SettingsBuilder builder = new SettingsBuilder();
    builder.assignment("progress.mode=none").assignment("engine.compute=f32");
    for (String assignment : assignments) {
      builder.assignment(assignment);
    }
    return builder;
  }

  private static List<NamedSampling> sweep(Path file, Settings settings) {
    return SweepSettings.of(file, List.of(), settings.sampling());
  }

  private static List<String> rows(Path output, String setting) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Group row : Completions.groups(output)) {
      if (setting == null || row.getString("setting", 0).equals(setting)) {
        rows.add(
            row.toString()
                .lines()
                .filter(line -> !line.matches("(setting|generate_ms|cached_prompt_tokens): .*"))
                .collect(Collectors.joining("\n")));
      }
    }
    return rows;
  }

  @Test
  void theRowsOfEachSettingAreThoseOfAJobWithIt() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            list:
              - {name: random, n: 2}
              - {name: greedy, temperature: 0}
              - {name: penalties, temperature: 0.9, repetition_penalty: 1.3, presence_penalty: 0.5}
              - {name: filters, top_k: 20, top_p: 0.8, min_tokens: 5, seed: 99}
              - {name: short, max_new_tokens: 3, logprobs: 2}
            """);
    String[] job = {
      "sampling.max_new_tokens=24",
      "sampling.entropy=true",
      "output.mean_entropy=true",
      "output.token_ids=true",
      "job.unit_rows=4"
    };
    Path input = prompts(10, 70);
    Settings settings = settings(job).build();
    List<NamedSampling> sweep = sweep(file, settings);
    Path output = folder.resolve("out");
    run(settings.withSweep(sweep), input, output);

    for (NamedSampling setting : sweep) {
      SettingsBuilder alone = settings(job);
      setting.fields().forEach((field, v) -> alone.assignment("sampling." + field + "=" + v));
      Path separate = folder.resolve("alone-" + setting.name());
      run(alone.build(), input, separate);
      assertThat(rows(output, setting.name()))
          .hasSize(setting.name().equals("random") ? 20 : 10)
          .isEqualTo(rows(separate, null));
    }
  }

  @Test
  void onePrefillServesEightSettings() throws IOException {
    Settings settings =
        settings("sampling.max_new_tokens=" + NEW_TOKENS, "sampling.ignore_eos=true").build();
    List<NamedSampling> eight =
        SweepSettings.of(
            null, List.of("temperature=0.5,0.8,1.0,1.2", "top_p=0.9,1"), settings.sampling());
    JobOutcome outcome =
        run(settings.withSweep(eight), prompts(PROMPTS, PROMPT_TOKENS), folder.resolve("out"));

    assertThat(eight).hasSize(8);
    assertThat(outcome.total().stopReasons()).isEqualTo(Map.of("length", 8L * PROMPTS));
    assertThat(CountingEngines.OPENED).hasSize(1);
    EngineStats stats = CountingEngines.OPENED.get(0).stats();
    assertThat(stats.decodeRows()).isEqualTo(8L * PROMPTS * (NEW_TOKENS - 1));
    assertThat((stats.prefillTokens() + stats.decodeRows()) / (double) stats.decodeRows())
        .isBetween(1.2, 1.3); // 1.25 when every prompt is computed once
  }
}
