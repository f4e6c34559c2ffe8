package millrace.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.jobs.host.EngineLease;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.host.EngineRegistry.Sharing;
import millrace.jobs.testing.TestJob;
import millrace.jobs.weights.ModelFiles;
import millrace.jobs.weights.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryStatsTest {
  @TempDir Path folder;

  @Test
  void valuesAreThoseOfTheOpenEngines() throws Exception {
    EngineRegistry registry = EngineRegistry.ofThisJvm();
    registry.closeIdle();
    TestJob job = new TestJob(folder);
    Weights weights = Weights.shared(ModelFiles.at(job.model()), folder.resolve("copies"));
    EngineSettings settings = TestJob.settings().engine();
    try (EngineLease lease = registry.lease(weights, settings, job.engines(), Sharing.SHARED)) {
      SamplingParams sampling = SamplingParams.defaults().withSeed(1);
      lease
          .engine()
          .submit(new GenerationRequest("a", new Prompt.Text("Once"), sampling, null))
          .get();
      Map<String, Double> values = EngineMetrics.read(registry);
      assertThat(values)
          .containsEntry("engines", 1.0)
          .containsEntry("prefill_tokens", 10.0)
          .containsEntry("decode_tokens", 1.0)
          .containsEntry("sequences_running", 2.0)
          .containsEntry("kv_blocks_in_use", 5.0)
          .containsEntry("preemptions", 3.0);
      assertThat(EngineMetrics.all()).extracting(Metric::name).containsAll(values.keySet());
    }
    registry.closeIdle();
    assertThat(EngineMetrics.read(registry)).containsEntry("engines", 0.0);
  }
}
