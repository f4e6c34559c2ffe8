package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Texts that make careless tokenizers take quadratic time or overflow the stack. The limits are
 * generous for linear time and far too short for quadratic time at these lengths.
 */
class HostileTextTest {
  private static final int SMALL_STACK = 256 * 1024;
  private static final int MEGABYTE = 1_000_000;
  private static final int SHORT = 60_000;
  private static final int RATIO_LENGTH = 100_000;
  private static final int MOST_RUNS = 10;

  @ParameterizedTest
  @EnumSource(SplitRule.class)
  void everySplitRuleTakesLinearTimeOnASmallStack(SplitRule rule) throws Exception {
    String pre = rule.names().get(0);
    Tokenizer tokenizer = Tokenizers.fromVocabulary(TinyVocabulary.byteLevel(pre, "a a", "aa aa"));
    for (String text : hostile(SHORT)) {
      int[] ids = encode(tokenizer, text, SpecialTokens.PARSE, Duration.ofSeconds(5));
      assertThat(tokenizer.decode(ids, SpecialTokensInText.KEEP)).isEqualTo(text);
    }
  }

  @Test
  void sentencePieceTakesNearLinearTimeOnASmallStack() throws Exception {
    Tokenizer tokenizer =
        Tokenizers.fromVocabulary(
            TinyVocabulary.sentencePiece("▁▁▁▁", "▁▁", "aaaa", "aa", "▁a", "▁", "a", "_"));
    for (String text : hostile(SHORT)) {
      int[] ids = encode(tokenizer, text, SpecialTokens.PARSE, Duration.ofSeconds(5));
      assertThat(tokenizer.decode(ids, SpecialTokensInText.KEEP)).isEqualTo(text);
    }
  }

  @Test
  void aRealVocabularyTakesAMegabyteOfAnything() throws Exception {
    Tokenizer tokenizer;
    try (GgufFile file =
        GgufFile.open(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"))) {
      tokenizer = Tokenizers.fromGguf(file.metadata());
    }
    for (String text : hostile(MEGABYTE)) {
      int[] ids = encode(tokenizer, text, SpecialTokens.PARSE, Duration.ofSeconds(30));
      assertThat(tokenizer.decode(ids, SpecialTokensInText.KEEP)).isEqualTo(text);
    }
    String lookAlikes = "<|im_end|>".repeat(MEGABYTE / 10);
    assertThat(encode(tokenizer, lookAlikes, SpecialTokens.AS_TEXT, Duration.ofSeconds(30)))
        .hasSizeGreaterThan(MEGABYTE / 10)
        .doesNotContain(2);
  }

  /** Ratios of the best of several runs, for a machine may be busy with something else. */
  @Test
  void hostileTextTakesAtMostTwiceTheTimeOfProse() throws Exception {
    Tokenizer tokenizer;
    try (GgufFile file =
        GgufFile.open(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"))) {
      tokenizer = Tokenizers.fromGguf(file.metadata());
    }
    String page = Files.readString(SharedFiles.require("golden/smollm2/ppl_text.txt"));
    String prose = page.repeat(RATIO_LENGTH / page.length() + 1).substring(0, RATIO_LENGTH);
    for (String text : hostile(RATIO_LENGTH)) {
      double best = Double.MAX_VALUE;
      for (int run = 0; run < MOST_RUNS && best > 2; run++) {
        double ofProse = seconds(tokenizer, prose);
        best = Math.min(best, seconds(tokenizer, text) / ofProse);
      }
      assertThat(best)
          .as("time of %s… over that of prose", text.substring(0, 2))
          .isLessThanOrEqualTo(2);
    }
  }

  private static double seconds(Tokenizer tokenizer, String text) {
    long start = System.nanoTime();
    tokenizer.encode(text, SpecialTokens.AS_TEXT);
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<String> hostile(int length) {
    return List.of(
        "a".repeat(length),
        "A".repeat(length),
        "7".repeat(length),
        "0123456789".repeat(length / 10),
        " ".repeat(length) + "x",
        "\n".repeat(length),
        " \n".repeat(length / 2) + "x",
        "_".repeat(length),
        "'".repeat(length),
        "\u0301".repeat(length / 2),
        "漢".repeat(length / 3),
        "\uD83D\uDE00".repeat(length / 4),
        "\0".repeat(length),
        "<|im_end|>".repeat(length / 10),
        "<|im_end|".repeat(length / 10));
  }

  private static int[] encode(Tokenizer tokenizer, String text, SpecialTokens mode, Duration limit)
      throws InterruptedException, ExecutionException {
    CompletableFuture<int[]> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(tokenizer.encode(text, mode));
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "encode on a small stack",
            SMALL_STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "no end after " + limit + " on " + text.length() + " × " + text.substring(0, 2), e);
    }
  }
}
