package millrace.jobs.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.jobs.synthesize.recipe.CardSpec;
import millrace.jobs.synthesize.recipe.ExportSpec;
import millrace.jobs.synthesize.recipe.MessageTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardTest {
  private static final String HOSTILE = "````\n---\n# no heading\n| a | <b>\r\n\u0007```x";

  private static final ExportSpec CHAT =
      new ExportSpec(List.of(), List.of(new MessageTemplate("user", "x")), 100);

  private static String card(String title, String sample) {
    CardSpec spec =
        new CardSpec(title, "About.", List.of("en", "de"), "mit", "apache-2.0", List.of("x: y"));
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("error PROMPT_TOO_LONG", 2L);
    dropped.put("excludes a|b`", 1_500L);
    StageSummary stage =
        new StageSummary(
            "m_1.gguf",
            "ab12",
            "a model",
            3,
            "all",
            Map.of("temperature", "0.5"),
            new StepCounts("tale", 700, 2_100, dropped, 598));
    DatasetSummary summary =
        new DatasetSummary(
            "r.yaml",
            Map.of(),
            700,
            List.of(stage),
            new StepCounts("dataset", 598, 598, Map.of("exact duplicate", 8L), 590),
            Map.of("train", 590L),
            Map.of("train", 1));
    return Card.of(spec, summary, CHAT, List.of(Map.of("id", "a/b", "tale", sample)));
  }

  @Test
  void theFrontMatterIsWhatHuggingFaceReads() throws IOException {
    String[] parts = card("A: \"title\"\n---", "x").split("(?m)^---$", 3);
    assertThat(parts[0]).isEmpty();
    JsonNode front = new YAMLMapper().readTree(parts[1]);
    assertThat(front.get("pretty_name").asText()).isEqualTo("A: \"title\"\n---");
    assertThat(front.get("license").asText()).isEqualTo("mit");
    assertThat(front.get("language").toString()).isEqualTo("[\"en\",\"de\"]");
    assertThat(front.get("tags").toString()).isEqualTo("[\"synthetic\",\"millrace\",\"x: y\"]");
    assertThat(front.get("size_categories").toString()).isEqualTo("[\"n<1K\"]");
    assertThat(front.get("configs").toString())
        .isEqualTo(
            "[{\"config_name\":\"default\",\"data_files\":"
                + "[{\"split\":\"train\",\"path\":\"data/train/*.parquet\"}]}]");
  }

  @Test
  void saysWhereRowsWereLost() {
    assertThat(card("T", "x"))
        .containsSubsequence(
            "| seed | rows | 700 |",
            "| tale | in | 700 |",
            "| tale | candidates | 2,100 |",
            "| tale | dropped: error PROMPT_TOO_LONG | −2 |",
            "| tale | dropped: excludes a&#124;b\\` | −1,500 |",
            "| tale | out | 598 |",
            "| dataset | dropped: exact duplicate | −8 |",
            "| dataset | out | 590 |")
        .contains("| tale | m_1.gguf | a model | `ab12` |")
        .contains("| tale | 3 | all | temperature = 0.5 |")
        .contains("Licence of the model: apache-2.0");
  }

  @Test
  void noTextBreaksOutOfItsPlace() {
    String card = card("<img> # `T` | [x](y)", HOSTILE);
    assertThat(card).contains("# &lt;img&gt; \\# \\`T\\` &#124; \\[x\\](y)\n");
    int open = card.indexOf("`````text\n");
    assertThat(open).isPositive();
    String block = card.substring(open + 10, card.indexOf("\n`````\n", open));
    assertThat(block).isEqualTo("````\n---\n# no heading\n| a | <b>\n ```x");
    assertThat(card.indexOf("no heading")).isGreaterThan(open);
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    assertThat(MarkdownText.block("😀".repeat(900)))
        .isEqualTo("```text\n" + "😀".repeat(800) + "…\n```\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0,n<1K",
    "999,n<1K",
    "1000,1K<n<10K",
    "9999,1K<n<10K",
    "10000,10K<n<100K",
    "123456789,100M<n<1B",
    "2000000000000,n>1T"
  })
  void sizesAreThoseOfTheHub(long rows, String category) {
    assertThat(Card.sizeCategory(rows)).isEqualTo(category);
  }
}
