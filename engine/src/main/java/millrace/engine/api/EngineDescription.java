package millrace.engine.api;

/**
 * How an engine really computes, as it follows from settings, weights and machine.
 *
 * @param backend the kernels, for example {@code vector-512}
 * @param compute number types of the matrix products in lower case, for example {@code f32}; joined
 *     by {@code +} where the model's matrices differ
 * @param kvType number type of the KV cache in lower case
 */
public record EngineDescription(String backend, String compute, String kvType) {}
