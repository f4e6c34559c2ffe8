package millrace.jobs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.datasets.jsonl.JsonLine;
import millrace.datasets.jsonl.JsonLines;
import millrace.engine.api.RowException;
import picocli.CommandLine.Option;

/** JSON lines in, JSON lines out: each answer carries the id of its line, or an error. */
final class JsonlOptions {
  @Option(names = "--requests", required = true, paramLabel = "IN.jsonl", description = "Requests.")
  private Path requests;

  @Option(names = "--out", required = true, paramLabel = "OUT.jsonl", description = "Answers.")
  private Path out;

  /** Makes the answer to one line, its id left out. */
  @FunctionalInterface
  interface Answerer {
    /**
     * @throws RowException when the line cannot be answered
     */
    Map<String, Object> answer(Map<String, Object> line);
  }

  /** Answers all lines in order. */
  void answerAll(Answerer answerer) throws IOException {
    ObjectWriter json =
        new ObjectMapper().writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (JsonLines lines = JsonLines.open(requests);
        BufferedWriter writer = Files.newBufferedWriter(out)) {
      while (lines.hasNext()) {
        json.writeValue(writer, answer(answerer, lines.next(), lines.name()));
        writer.newLine();
      }
    }
  }

  private static Map<String, Object> answer(Answerer answerer, JsonLine line, String name) {
    Map<String, Object> answer = new LinkedHashMap<>();
    String derived = name + "#" + line.number();
    if (line.error() != null) {
      answer.put("id", derived);
      answer.put("error", line.error().message());
      return answer;
    }
    answer.put("id", line.fields().getOrDefault("id", derived));
    try {
      answer.putAll(answerer.answer(line.fields()));
    } catch (RowException e) {
      answer.put("error", e.getMessage());
    }
    return answer;
  }
}
