package millrace.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.cache.KvShape;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.Footprint;
import millrace.engine.model.Architecture;
import millrace.engine.model.MatrixOutline;
import millrace.engine.model.Transformer;
import millrace.engine.model.WeightsLoader;

/**
 * The memory that an engine cannot do without, in bytes, found out from the model's headers alone.
 *
 * @param weights prepared weights
 * @param buffers activations of a step, on the heap
 * @param stepTokens rows of such a step
 * @param kvShape what the KV cache keeps per token, on the heap
 * @param settings of the engine
 * @param modelContext most positions the model was made for
 */
public record MemoryNeed(
    Footprint weights,
    long buffers,
    int stepTokens,
    KvShape kvShape,
    EngineSettings settings,
    int modelContext) {

  /**
   * The need of an engine that this machine's JVM opens.
   *
   * @throws millrace.engine.api.ModelFileException when weights are missing or misshapen
   * @throws ConfigException when the settings ask for a backend that is not there
   */
  public static MemoryNeed here(LoadedModel model, EngineSettings settings) {
    Backend backend = Backends.choose(settings);
    try {
      return of(model, settings, backend);
    } finally {
      backend.close();
    }
  }

  static MemoryNeed of(LoadedModel model, EngineSettings settings, Backend backend) {
    Architecture architecture = model.description().architecture();
    int rows = Math.max(settings.stepTokens(), settings.maxSequences());
    List<MatrixOutline> matrices =
        WeightsLoader.outline(model.description(settings.context()), model.tensors());
    Set<Compute> products = matrices.stream().map(backend::compute).collect(Collectors.toSet());
    return new MemoryNeed(
        matrices.stream().map(backend::footprint).reduce(Footprint.NONE, Footprint::plus),
        Transformer.workspaceBytes(architecture, rows),
        rows,
        architecture.kvShape().withType(settings.resolvedKvType(products)),
        settings,
        architecture.context());
  }

  /**
   * Refuses an engine that has no room in this JVM on this machine.
   *
   * @throws ConfigException with the numbers
   */
  public void require() {
    JvmMemory.require(this);
  }

  /**
   * Refuses a heap that is too small for the weights, a step and one sequence of full length.
   *
   * @param heap bytes that the engine may use
   * @throws ConfigException with the numbers and what may be changed
   */
  public void requireHeap(long heap) {
    long rest = heap - weights.heap() - buffers;
    if (rest < 0) {
      throw new ConfigException(
          ("Cannot open engine: Java heap, %,d bytes free, the weights need %,d and a step of %d"
                  + " tokens %,d; raise the heap (-Xmx, spark.executor.memory) or lower"
                  + " engine.step_tokens")
              .formatted(heap, weights.heap(), stepTokens, buffers));
    }
    KvBudget.of(settings, kvShape, modelContext, rest);
  }

  /**
   * Refuses a machine that is too small for what is outside of the heap.
   *
   * @param memory bytes that the machine has for the process
   * @throws ConfigException with the numbers
   */
  public void requireMachine(long memory) {
    if (weights.outside() > memory) {
      throw new ConfigException(
          "Cannot open engine: memory, %,d bytes, the weights need %,d outside of the Java heap"
              .formatted(memory, weights.outside()));
    }
  }
}
