package millrace.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;

/**
 * What prompts ask the fake engine to suffer. A prompt that begins with {@code !} names a trouble;
 * after a colon may stand until when: {@code !die:fixed} ends when the file {@code fixed} lies
 * beside the log of the engines, {@code !die:2} after two times.
 *
 * @param log path of the engines' log; "" = no troubles that end
 */
record Troubles(String log) {

  /** On the caller's thread. */
  void whileEncoding(String prompt) {
    if (asks(prompt, "!stack")) {
      deeper(0);
    }
    if (asks(prompt, "!oom-encoding")) {
      throw new OutOfMemoryError("asked for by the prompt");
    }
    if (asks(prompt, "!hang-encoding")) {
      hang();
    }
    if (asks(prompt, "!leak")) {
      throw new IllegalStateException(prompt.substring("!leak ".length()));
    }
    if (asks(prompt, "!bug")) {
      throw new IllegalStateException("asked for by the prompt");
    }
  }

  /** On the engine's threads. */
  void whileComputing(String prompt) {
    if (asks(prompt, "!oom")) {
      throw new OutOfMemoryError("asked for by the prompt");
    }
    if (asks(prompt, "!hang")) {
      hang();
    }
    if (asks(prompt, "!die")) {
      Runtime.getRuntime().halt(137);
    }
    if (asks(prompt, "!slow")) {
      sleep(3_000);
    }
    if (asks(prompt, "!crawl")) {
      sleep(15_000);
    }
    tamper(prompt);
  }

  /** With the model in place, or with the copy of it that is in use. */
  private void tamper(String prompt) {
    try {
      Path model = Path.of(log).resolveSibling("model.fake");
      if (asks(prompt, "!touch")) {
        Files.setLastModifiedTime(model, FileTime.fromMillis(1_000_000_000_000L));
      }
      if (asks(prompt, "!rewrite")) {
        flipLastByte(model);
      }
      if (asks(prompt, "!damage")) {
        List<String> opened = Files.readAllLines(Path.of(log));
        flipLastByte(Path.of(opened.get(opened.size() - 1).split(" ", 2)[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  /** The error of a sample, or null. */
  RowError error(String prompt, int sample) {
    boolean fails = asks(prompt, "!nan") && (sample == 1 || !prompt.contains("second sample"));
    return fails
        ? new RowError(ErrorCode.NON_FINITE_LOGITS, "Cannot sample: logits, NaN at 3")
        : null;
  }

  private boolean asks(String prompt, String trouble) {
    String word = prompt.split(" ", 2)[0];
    String[] parts = word.split(":", 2);
    return parts[0].equals(trouble) && (parts.length == 1 || !isOver(parts[1], word));
  }

  private boolean isOver(String until, String word) {
    Path beside = Path.of(log).resolveSibling(until);
    return until.matches("\\d+") ? count(word) > Integer.parseInt(until) : Files.exists(beside);
  }

  /** How often the trouble was asked for, over all processes. */
  private long count(String word) {
    try {
      Path file = Path.of(log).resolveSibling(word.replaceAll("\\W", "_") + ".count");
      Files.writeString(file, ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : 1 + deeper(depth + 1);
  }

  /** For good; an interrupt does not help. */
  private static void hang() {
    while (true) {
      sleep(60_000);
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.interrupted();
    }
  }
}
