package millrace.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopConditionsTest {
  private static final String SHIPPED = "balanced_json, closing_tag, repetition, sentences";

  @TempDir private Path folder;

  private static void assertRefused(String rule, String expected) {
    assertThatThrownBy(() -> new StopConditions().create(rule))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAMPLING))
        .hasMessage("Cannot sample: stop_condition, " + rule + ", must be " + expected);
  }

  @Test
  void anUnknownNameIsRefusedWithTheListAndTheNearest() {
    assertThatThrownBy(() -> new StopConditions().create("sentenses:3"))
        .isInstanceOf(RowException.class)
        .hasMessageStartingWith("Cannot sample: stop_condition, sentenses:3, must be ")
        .hasMessageContaining("balanced_json, closing_tag")
        .hasMessageContaining("repetition, sentences")
        .hasMessageEndingWith(" (nearest: sentences)");
    assertThatThrownBy(() -> new StopConditions().create("zzz")).hasMessageNotContaining("nearest");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "sentences; sentences:N, a whole number, [1, 10000]",
        "sentences:0; sentences:N, a whole number, [1, 10000]",
        "sentences:three; sentences:N, a whole number, [1, 10000]",
        "balanced_json:text; object, array or no argument",
        "closing_tag; closing_tag:NAME, the name of an element",
        "closing_tag:a b; closing_tag:NAME, the name of an element",
        "repetition:1; repetition:TIMES or repetition:TIMES,CHARACTERS, whole numbers, [2, 100] and"
            + " [1, 256]",
        "repetition:2,300; repetition:TIMES or repetition:TIMES,CHARACTERS, whole numbers, [2, 100]"
            + " and [1, 256]",
      })
  void anArgumentOfNoUseIsRefused(String rule, String expected) {
    assertRefused(rule, expected);
  }

  @Test
  void everyShippedConditionHasADescription() {
    assertThat(new StopConditions().descriptions())
        .containsKeys(SHIPPED.split(", ", -1))
        .allSatisfy((name, description) -> assertThat(description).isNotBlank());
  }

  /** A loader as Spark makes it for the jars of a job. */
  private ClassLoader loaderOf(Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(
        services.resolve(StopConditionProvider.class.getName()),
        List.of(providers).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, StopConditionsTest.class.getClassLoader());
  }

  private static StopCondition createUnder(ClassLoader loader, StopConditions all, String rule) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return all.create(rule);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void providersOfAJarThatComesLaterAreFound() throws IOException {
    StopConditions conditions = new StopConditions();
    assertThat(conditions.create("sentences:1")).isNotNull();
    assertThatThrownBy(() -> conditions.create("late")).isInstanceOf(RowException.class);
    ClassLoader loader = loaderOf(Late.class);
    assertThat(createUnder(loader, conditions, "late")).isNotNull();
    assertThat(conditions.create("late")).isNotNull();
    assertThat(conditions.create("sentences:1")).isNotNull();
  }

  @Test
  void aProviderThatCannotBeLoadedHarmsNoOther() throws IOException {
    ClassLoader loader = loaderOf(Broken.class, Nameless.class, Late.class);
    assertThat(createUnder(loader, new StopConditions(), "late")).isNotNull();
  }

  @Test
  void aNameOfTwoProvidersIsRefused() throws IOException {
    ClassLoader loader = loaderOf(Late.class, SecondLate.class);
    assertThatThrownBy(() -> createUnder(loader, new StopConditions(), "late"))
        .isInstanceOf(RowException.class)
        .hasMessageContaining("a name of one provider, not of ")
        .hasMessageContaining(Late.class.getName())
        .hasMessageContaining(SecondLate.class.getName());
  }

  @Test
  void aProviderThatFailsIsToBlame() throws IOException {
    ClassLoader loader = loaderOf(Failing.class);
    for (String rule : List.of("failing:throw", "failing:null")) {
      assertThatThrownBy(() -> createUnder(loader, new StopConditions(), rule))
          .isInstanceOfSatisfying(
              RowException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STOP_CONDITION_FAILED))
          .hasMessageContaining(Failing.class.getName());
    }
  }

  /** A provider as an application may have it. */
  public static class Late implements StopConditionProvider {
    @Override
    public String name() {
      return "late";
    }

    @Override
    public String description() {
      return "never ends anything";
    }

    @Override
    public StopCondition create(String argument) {
      return (text, from, tokens) -> millrace.engine.api.stop.Verdict.goOn();
    }
  }

  /** Another one of that name. */
  public static final class SecondLate extends Late {}

  /** Cannot be made. */
  public static final class Broken extends Late {
    public Broken() {
      throw new IllegalStateException("broken");
    }
  }

  /** Has no name. */
  public static final class Nameless extends Late {
    @Override
    public String name() {
      return null;
    }
  }

  /** Fails to make a condition. */
  public static final class Failing extends Late {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public StopCondition create(String argument) {
      if (argument.equals("throw")) {
        throw new IllegalStateException("no");
      }
      return null;
    }
  }
}
