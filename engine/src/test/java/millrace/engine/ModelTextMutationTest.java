package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import millrace.engine.testing.SharedFiles;
import millrace.engine.text.SpecialTokens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to a model's JSON files, opening it either works or throws ModelFileException.
 * As for the binary files, {@code -Dmillrace.mutations} tries more.
 */
class ModelTextMutationTest {
  private static final int MUTATIONS = Integer.getInteger("millrace.mutations", 5_000) / 10;
  private static final long MOST_NANOS = 2_000_000_000L;
  private static final String PARTS = "{}[]\",:-0123456789.eE \\un\ttrufalsé\u0000";

  @TempDir Path folder;

  @BeforeEach
  void copyModel() throws IOException {
    Path model = SharedFiles.require("golden/models/qwen2");
    for (String name :
        new String[] {
          "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"
        }) {
      Files.copy(model.resolve(name), folder.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "tokenizer_config.json"})
  void mutatedFilesAreReadOrRefused(String name) throws IOException {
    String original = Files.readString(folder.resolve(name));
    int opened = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Files.writeString(folder.resolve(name), mutate(original, new Random(seed)));
      long start = System.nanoTime();
      opened += tryToOpen(seed) ? 1 : 0;
      assertThat(System.nanoTime() - start).as("time of seed %d", seed).isLessThan(MOST_NANOS);
    }
    assertThat(opened).as("files that could be opened").isBetween(1, MUTATIONS - 1);
  }

  private boolean tryToOpen(int seed) {
    try (LoadedModel model = LoadedModel.open(folder)) {
      model.tokenizer().encode("The fox, 12 times.\n", SpecialTokens.PARSE);
      return true;
    } catch (ModelFileException e) {
      assertThat(e.getMessage()).as("seed %d", seed).startsWith("Cannot ").doesNotContain("\n");
      return false;
    } catch (RowException e) {
      assertThat(e.code()).isIn(ErrorCode.INVALID_TEXT, ErrorCode.ENGINE_ERROR);
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " is neither read nor refused", e);
    }
  }

  private static String mutate(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    for (int i = 1 + random.nextInt(3); i > 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setLength(at);
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, PARTS.charAt(random.nextInt(PARTS.length())));
        case 3 -> text.setCharAt(at, PARTS.charAt(random.nextInt(PARTS.length())));
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(40));
          text.delete(at, end);
        }
      }
    }
    return text.toString();
  }
}
