package millrace.jobs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationEngine;
import millrace.jobs.host.EngineRegistry.Sharing;
import millrace.jobs.testing.FakeEngines;
import millrace.jobs.testing.TestJob;
import millrace.jobs.weights.ModelFiles;
import millrace.jobs.weights.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineRegistryTest {
  private final EngineRegistry registry = EngineRegistry.ofThisJvm();

  @TempDir Path folder;
  private Weights weights;

  @BeforeEach
  void writeAModel() throws IOException {
    weights = Weights.shared(ModelFiles.at(new TestJob(folder).model()), folder.resolve("copies"));
  }

  @AfterEach
  void closeEngines() {
    registry.closeIdle();
  }

  private EngineLease lease(Sharing sharing) throws InterruptedException {
    return registry.lease(weights, EngineSettings.defaults(), new FakeEngines(""), sharing);
  }

  private CompletableFuture<EngineLease> leaseLater(Sharing sharing) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return lease(sharing);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static EngineLease get(CompletableFuture<EngineLease> lease) throws Exception {
    return lease.get(30, TimeUnit.SECONDS);
  }

  @Test
  void tasksShareOneEngine() throws Exception {
    try (EngineLease one = lease(Sharing.SHARED);
        EngineLease two = lease(Sharing.SHARED)) {
      assertThat(one.engine()).isSameAs(two.engine());
    }
    try (EngineLease later = lease(Sharing.SHARED)) {
      assertThat(later.engine()).isNotNull();
    }
  }

  @Test
  void whoWantsToBeAloneWaitsForTheOthersAndTheyForIt() throws Exception {
    EngineLease first = lease(Sharing.SHARED);
    CompletableFuture<EngineLease> alone = leaseLater(Sharing.ALONE);
    Thread.sleep(100);
    CompletableFuture<EngineLease> late = leaseLater(Sharing.SHARED);
    Thread.sleep(100);
    assertThat(alone).isNotDone();
    assertThat(late).isNotDone(); // else the one that waits might wait for ever
    first.close();
    EngineLease only = get(alone);
    Thread.sleep(100);
    assertThat(late).isNotDone();
    only.close();
    get(late).close();
  }

  @Test
  void aBrokenEngineIsNotLentAgainAndClosedByItsLastHolder() throws Exception {
    EngineLease one = lease(Sharing.SHARED);
    EngineLease two = lease(Sharing.SHARED);
    GenerationEngine broken = one.engine();
    one.markBroken();
    two.markBroken();
    one.close();
    two.close();
    two.close(); // does nothing
    try (EngineLease next = lease(Sharing.ALONE)) {
      assertThat(next.engine()).isNotSameAs(broken);
    }
  }

  @Test
  void anEngineThatDoesNotFitIsTheConfigurationsFault() {
    EngineFactory greedy = new Greedy();
    assertThatThrownBy(
            () -> registry.lease(weights, EngineSettings.defaults(), greedy, Sharing.SHARED))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot open engine: memory, Java heap space, of ")
        .hasMessageContaining("give executors more");
  }

  /** Asks for more memory than there is. */
  private record Greedy() implements EngineFactory {
    @Override
    public GenerationEngine open(Path model, EngineSettings settings) {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public ModelFacts inspect(Path model) {
      return new ModelFacts("greedy", 1, "", "");
    }

    @Override
    public ModelProbe probe(Path model, EngineSettings settings) {
      return new FakeEngines("").probe(model, settings);
    }
  }
}
