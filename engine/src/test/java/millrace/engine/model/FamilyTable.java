package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the golden tests proved, as the table in docs/families.md. With -Dmillrace.docs=write the
 * file is written; else it must be equal.
 */
final class FamilyTable {
  private static final Path FILE = Path.of("..", "docs", "families.md");

  /** Number of golden models and formats; a run of single tests proves less and writes nothing. */
  private static final int ALL = 30;

  private final Map<String, String> rows = new TreeMap<>();

  void proven(String name, String format, JsonNode expected) {
    int positions = 0;
    int greedy = 0;
    for (JsonNode expectedCase : expected.get("cases")) {
      positions += expectedCase.get("prompt_ids").size();
      greedy += expectedCase.get("greedy_ids").size();
    }
    String row =
        "| %s | %s | %s | %s | %d prompts, %d positions, %d greedy tokens | %s |"
            .formatted(
                name,
                format,
                expected.get("architecture").asText(),
                expected.get("weights_dtype").asText(),
                expected.get("cases").size(),
                positions,
                greedy,
                expected.get("oracle").asText().replaceAll(", attn.*", ""));
    rows.put(name + " " + format, row);
  }

  void check() throws IOException {
    if (rows.size() < ALL) {
      return;
    }
    String text =
        """
        # Families and what they were proven against

        Written by `GoldenModelTest`, which fails when this page says something else than it proved:
        logits and log-probabilities within 1e-3 of the reference, the most probable token after each
        position and the greedy continuation equal up to near-ties, in float32.

        | golden model | format | reference class | weights | proven on | reference |
        |---|---|---|---|---|---|
        %s
        """
            .formatted(String.join("\n", rows.values()));
    if ("write".equals(System.getProperty("millrace.docs"))) {
      Files.writeString(FILE, text);
    }
    assertThat(FILE)
        .as("docs/families.md; -Dmillrace.docs=write writes it")
        .content()
        .isEqualTo(text);
  }
}
