package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.SamplingParams.Flag;
import millrace.engine.api.StopReason;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stop strings in an engine: wherever they lie in the text, cut or kept, streamed or not. */
class StopStringTest {
  private static final int TOKENS = 24;

  private static LoadedModel model;
  private static Engine engine;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
    engine = Engine.open(model, EngineSettings.defaults().withThreads(2));
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
      model.close();
    }
  }

  /** A completion and the pieces that its listener was given. */
  private record Streamed(Completion completion, List<String> pieces) {}

  private static Streamed run(Map<String, Object> fields) {
    SamplingParams sampling =
        SamplingParams.greedy(TOKENS).with(Map.of("ignore_eos", true)).with(fields);
    List<String> pieces = new ArrayList<>();
    Completion completion =
        engine
            .submit(
                new GenerationRequest("row", new Prompt.Text("The quick brown fox"), sampling),
                (sample, text) -> pieces.add(text))
            .join()
            .get(0);
    return new Streamed(completion, pieces);
  }

  @ParameterizedTest
  @EnumSource
  void aStopStringIsFoundAnywhereAndNothingOfWhatIsCutIsStreamed(Flag include) {
    Streamed free = run(Map.of());
    String text = free.completion().text();
    List<Integer> borders = new ArrayList<>();
    int end = 0;
    for (String piece : free.pieces()) {
      borders.add(end += piece.length());
    }
    int acrossBorders = 0;
    for (int start = 0; start + 3 <= text.length(); start++) {
      String stop = text.substring(start, start + 3);
      int first = text.indexOf(stop);
      Streamed stopped = run(Map.of("stop", stop, "include_stop_str_in_output", include.isOn()));
      String expected = text.substring(0, include.isOn() ? first + stop.length() : first);
      assertThat(stopped.completion().text()).as("stop at %s", stop).isEqualTo(expected);
      assertThat(String.join("", stopped.pieces())).isEqualTo(expected);
      assertThat(stopped.completion().stopReason()).isEqualTo(StopReason.STOP_STRING);
      assertThat(stopped.completion().stopMatch()).isEqualTo(stop);
      acrossBorders += borders.stream().anyMatch(b -> b > first && b < first + 3) ? 1 : 0;
    }
    assertThat(acrossBorders).as("stop strings of several tokens").isGreaterThan(5);
  }
}
