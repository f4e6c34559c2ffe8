package millrace.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.cache.KvShape;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.MatrixOutline;

/**
 * The memory that a model needs on this machine.
 *
 * @param engine what would compute it, and in which number types
 * @param weightBytes of the matrices, prepared for computing
 * @param kvBytesPerThousandTokens of the KV cache
 */
public record MemoryEstimate(
    EngineDescription engine, long weightBytes, long kvBytesPerThousandTokens) {
  /** Rows of a matrix that are packed to see what a row takes. */
  private static final int SAMPLE_ROWS = 512;

  /**
   * Packs a sample of each kind of matrix as the engine would with these settings.
   *
   * @param matrices the model's, from its outline
   * @param kv shape of its cache; settings and machine decide the number type
   * @throws millrace.engine.api.ConfigException when the settings name a backend or number type
   *     that this machine does not have
   */
  public static MemoryEstimate of(
      List<MatrixOutline> matrices, KvShape kv, EngineSettings settings) {
    try (Backend backend = Backends.choose(settings);
        ThreadTeam team = new ThreadTeam(settings.resolvedThreads())) {
      Map<MatrixOutline, Long> sampled = new HashMap<>();
      long bytes = 0;
      for (MatrixOutline matrix : matrices) {
        int rows = Math.min(SAMPLE_ROWS, matrix.rows());
        MatrixOutline sample = new MatrixOutline(rows, matrix.columns(), matrix.bitsPerWeight());
        bytes +=
            sampled.computeIfAbsent(sample, part -> backend.prepare(part, team).byteSize())
                * matrix.rows()
                / rows;
      }
      KvType kvType = settings.resolvedKvType(backend.compute());
      long perThousand = kv.withType(kvType).blockBytes() * 1000 / Kernels.BLOCK;
      return new MemoryEstimate(Engine.describe(settings, backend), bytes, perThousand);
    }
  }
}
