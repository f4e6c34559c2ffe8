package millrace.datasets.openai;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.datasets.completions.CompletionReader;
import millrace.datasets.completions.StoredCompletion;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads the completion table of a prompt table that {@link BatchPromptWriter} wrote, a request at a
 * time, in the order of its lines. For one thread.
 */
public final class BatchAnswers implements Closeable {
  /**
   * What OpenAI's API calls it when a completion ends. A row whose time was up was cut short, as
   * one that reached its length.
   */
  private static final Map<StopReason, String> FINISH_REASONS =
      Map.of(
          StopReason.LENGTH, "length",
          StopReason.CONTEXT_FULL, "length",
          StopReason.DEADLINE, "length");

  private final List<Path> files;
  private final BatchEndpoint endpoint;
  private final Configuration conf;
  private int nextFile;
  private CompletionReader reader;
  private List<StoredCompletion> following;

  /**
   * @param files of the completion table, in order
   * @param endpoint what all its requests asked for
   * @throws IOException when the first cannot be read
   */
  public BatchAnswers(List<Path> files, BatchEndpoint endpoint, Configuration conf)
      throws IOException {
    this.files = List.copyOf(files);
    this.endpoint = endpoint;
    this.conf = conf;
    this.following = read();
  }

  /** The line of the next answer; beyond all lines at the end. */
  public long nextLine() {
    return following.isEmpty() ? Long.MAX_VALUE : line(following);
  }

  /**
   * The next answer; only when {@link #nextLine} tells one.
   *
   * @throws IOException when a file cannot be read
   */
  public BatchAnswer next() throws IOException {
    long line = nextLine();
    String customId = following.get(0).textOrNull("custom_id");
    List<BatchAnswer.Choice> choices = new ArrayList<>();
    BatchError error = null;
    int promptTokens = 0;
    while (!following.isEmpty() && line(following) == line) {
      promptTokens += following.get(0).promptTokens();
      for (StoredCompletion sample : following) {
        error = error == null ? error(line, customId, sample) : error;
        choices.add(choice(sample));
      }
      following = read();
    }
    return new BatchAnswer(line, customId, endpoint, promptTokens, choices, error);
  }

  private static long line(List<StoredCompletion> samples) {
    return samples.get(0).wholeNumber("line");
  }

  private static BatchError error(long line, String customId, StoredCompletion sample) {
    return sample.errorCode() == null
        ? null
        : new BatchError(
            line,
            customId,
            sample.errorCode().toLowerCase(Locale.ROOT),
            sample.errorMessage(),
            null);
  }

  private static BatchAnswer.Choice choice(StoredCompletion sample) {
    StopReason reason = StopReason.valueOf(sample.stopReason().toUpperCase(Locale.ROOT));
    List<TokenLogprobs> logprobs = sample.logprobs();
    boolean endsUnseen = reason == StopReason.EOS || reason == StopReason.STOP_TOKEN;
    if (logprobs != null && !logprobs.isEmpty() && endsUnseen) {
      logprobs = logprobs.subList(0, logprobs.size() - 1); // the token is no part of the text
    }
    return new BatchAnswer.Choice(
        sample.textOrNull("completion"),
        FINISH_REASONS.getOrDefault(reason, "stop"),
        sample.completionTokens(),
        logprobs);
  }

  private List<StoredCompletion> read() throws IOException {
    while (true) {
      List<StoredCompletion> samples = reader == null ? List.of() : reader.next();
      if (!samples.isEmpty() || (nextFile == files.size() && reader == null)) {
        return samples;
      }
      close();
      if (nextFile < files.size()) {
        reader = CompletionReader.open(files.get(nextFile++), conf);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
