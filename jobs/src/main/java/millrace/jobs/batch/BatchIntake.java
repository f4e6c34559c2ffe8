package millrace.jobs.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import millrace.datasets.jsonl.JsonLines;
import millrace.datasets.openai.BatchError;
import millrace.datasets.openai.BatchLine;
import millrace.datasets.openai.BatchLines;
import millrace.datasets.openai.BatchPromptWriter;
import millrace.datasets.openai.BatchRequest;
import millrace.datasets.openai.DefaultLengths;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Turns a batch file into prompt tables, in one pass. */
final class BatchIntake {
  private static final ObjectWriter JSON =
      new ObjectMapper().writerFor(BatchError.class).withRootValueSeparator("\n");

  private final BatchFolder folder;
  private final Configuration hadoop;
  private final Map<BatchTable, BatchPromptWriter> tables = new EnumMap<>(BatchTable.class);
  private long requests;
  private long refused;
  private boolean reportsLogprobs;

  private BatchIntake(BatchFolder folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * Writes the prompt tables of a batch.
   *
   * @throws ConfigException when the input cannot be read
   * @throws IOException when the folder cannot be written
   */
  static BatchRecord take(
      String input, DefaultLengths lengths, BatchFolder folder, Configuration hadoop, Clock clock)
      throws IOException {
    BatchIntake intake = new BatchIntake(folder, hadoop);
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(open(input, hadoop), digest);
        BatchLines lines = new BatchLines(JsonLines.of(in, new Path(input).getName()), lengths)) {
      intake.writeAll(lines);
    }
    Map<String, Long> rows = new TreeMap<>();
    intake.tables.forEach((table, writer) -> rows.put(table.label(), writer.rows()));
    return new BatchRecord(
        HexFormat.of().formatHex(digest.digest()),
        lengths,
        clock.instant().getEpochSecond(),
        intake.requests,
        intake.refused,
        intake.reportsLogprobs,
        rows);
  }

  /**
   * The digest of a batch file as {@link BatchRecord} has it.
   *
   * @throws ConfigException when it cannot be read
   */
  static String sha256(String input, Configuration hadoop) {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(open(input, hadoop), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw unreadable(input, e);
    }
  }

  private static InputStream open(String input, Configuration hadoop) {
    try {
      Path path = new Path(input);
      return path.getFileSystem(hadoop).open(path);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(input, e);
    }
  }

  private static ConfigException unreadable(String input, Exception e) {
    String reason = String.valueOf(e.getMessage());
    return new ConfigException(
        "Cannot read requests: file, not readable (%s), %s".formatted(reason, input), e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void writeAll(BatchLines lines) throws IOException {
    try (OutputStream refusals = folder.create(folder.refused())) {
      var json = JSON.writeValues(refusals);
      while (lines.hasNext()) {
        BatchLine line = lines.next();
        if (line instanceof BatchRequest request) {
          write(request);
        } else {
          json.write(line);
          refused++;
        }
      }
      json.flush();
    } finally {
      for (BatchPromptWriter writer : tables.values()) {
        writer.close();
      }
    }
  }

  private void write(BatchRequest request) throws IOException {
    BatchTable table = BatchTable.of(request);
    BatchPromptWriter writer = tables.get(table);
    if (writer == null) {
      writer = BatchPromptWriter.create(folder.prompts(table), table.kind(), hadoop);
      tables.put(table, writer);
    }
    writer.write(request);
    requests++;
    reportsLogprobs |= request.sampling().containsKey("logprobs");
  }
}
