package millrace.engine.text.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutated templates compile or not, render or not, but never fail in any other way or hang. */
class TemplateFuzzTest {
  private static final int RUNS = 40_000;
  private static final TemplateLimits LIMITS = new TemplateLimits(200_000, 200, 60, 1 << 20);
  private static final String[] PIECES = {
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "+",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    ".",
    ",",
    ":",
    "'",
    "\"",
    "\\",
    " ",
    "\n",
    "\r\n",
    " if ",
    " else ",
    " for ",
    " in ",
    " is ",
    " not ",
    " and ",
    "loop",
    "namespace",
    "range(9)",
    "users",
    "missing",
    "0",
    "-1",
    "1e400",
    "9".repeat(40),
    "**",
    "//",
    "%",
    "*",
    "~",
    "==",
    "<",
    "{% endif %}",
    "{% endfor %}",
    "{% raw %}",
    "{% set x = ",
    "|tojson",
    "|join",
    "|map(",
    "|sort",
    "|int",
    "|float",
    "|round(",
    "|format(",
    "|indent(",
    ".format(",
    ".split(",
    ".replace(",
    "😀",
    "\ud800",
    "\u0000",
    "é",
    "recursive",
    "caller()",
    "{:>9}",
    "%5.2f",
    "[::-1]",
    "[::0]",
    "none",
    "true",
    "1.5",
    "inf"
  };

  @Test
  @Timeout(value = 240, unit = TimeUnit.SECONDS)
  void mutatedTemplatesFailOnlyAsTheyMay() throws IOException {
    List<String> seeds = new ArrayList<>();
    Map<String, Object> variables = new LinkedHashMap<>();
    read(seeds, variables);
    Random random = new Random(20240726);
    int rendered = 0;
    for (int run = 0; run < RUNS; run++) {
      String source = mutated(seeds, random);
      try {
        ChatTemplate.compile(source, LIMITS).render(variables, Clock.systemUTC());
        rendered++;
      } catch (ModelFileException e) {
        assertThat(e).hasMessageStartingWith("Cannot compile chat template: ");
      } catch (RowException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
        assertThat(e.getCause()).isNotInstanceOf(StackOverflowError.class);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("run " + run + ": " + source, e);
      }
    }
    assertThat(rendered).isBetween(RUNS / 20, RUNS - 1);
  }

  private static void read(List<String> seeds, Map<String, Object> variables) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in = TemplateFuzzTest.class.getResourceAsStream("jinja-cases.json")) {
      JsonNode document = json.readTree(in);
      document.get("cases").forEach(example -> seeds.add(example.get("template").asText()));
      document
          .get("variables")
          .fields()
          .forEachRemaining(
              field ->
                  variables.put(field.getKey(), json.convertValue(field.getValue(), Object.class)));
    }
  }

  private static String mutated(List<String> seeds, Random random) {
    StringBuilder source = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    for (int edits = random.nextInt(4) + 1; edits > 0; edits--) {
      int at = random.nextInt(source.length() + 1);
      int end = Math.min(source.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> source.delete(at, end);
        case 1 -> source.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> source.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        default -> source.insert(at, piece(seeds.get(random.nextInt(seeds.size())), random));
      }
    }
    return source.toString();
  }

  private static String piece(String other, Random random) {
    int from = random.nextInt(other.length());
    return other.substring(from, from + random.nextInt(other.length() - from + 1));
  }
}
