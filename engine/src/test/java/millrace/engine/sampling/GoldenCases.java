package millrace.engine.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.testing.SharedFiles;

/**
 * The cases of golden/sampling, computed by numpy in float64, and those of typical_p, computed by
 * transformers in float64 (make_typical_cases.py).
 */
final class GoldenCases {
  private GoldenCases() {}

  /** One case; {@code probs} belong to {@code keepIds}, {@code rawLogprobs} to all tokens. */
  @SuppressWarnings("ArrayRecordComponent") // read, not compared
  record Case(
      String name,
      float[] logits,
      int[] promptIds,
      int[] outputIds,
      int[] eosIds,
      SamplingParams params,
      int[] keepIds,
      double[] probs,
      double[] rawLogprobs) {

    /** A sampler that has accepted the output so far. */
    TokenSampler sampler(int sampleIndex) {
      TokenSampler sampler =
          new TokenSampler(
              params,
              20_240_726,
              sampleIndex,
              new SamplingContext(logits.length, eosIds, promptIds));
      for (int id : outputIds) {
        sampler.accept(id);
      }
      return sampler;
    }

    /** Index of the next token. */
    int position() {
      return outputIds.length;
    }

    /** Scratch that has read the logits. */
    SamplerScratch scratch() {
      SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), logits.length);
      scratch.read(logits, 0, position());
      return scratch;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() throws IOException {
    JsonNode shared =
        new ObjectMapper().readTree(SharedFiles.require("golden/sampling/cases.json").toFile());
    JsonNode typical =
        new ObjectMapper().readTree(GoldenCases.class.getResource("typical-cases.json"));
    return Stream.of(shared, typical)
        .flatMap(root -> StreamSupport.stream(root.get("cases").spliterator(), false))
        .map(GoldenCases::parse)
        .toList();
  }

  static List<Case> drawn() throws IOException {
    return all().stream().filter(golden -> !golden.params().isGreedy()).toList();
  }

  private static Case parse(JsonNode node) {
    double[] logits = doubles(node.get("logits"));
    float[] floats = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      floats[i] = (float) logits[i];
    }
    return new Case(
        node.get("name").asText(),
        floats,
        ints(node.get("prompt_ids")),
        ints(node.get("output_ids")),
        ints(node.get("eos_ids")),
        params(node.get("params")),
        ints(node.get("keep_ids")),
        doubles(node.get("probs")),
        doubles(node.get("raw_logprobs")));
  }

  private static SamplingParams params(JsonNode node) {
    Map<String, Object> fields = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(field -> fields.put(field.getKey(), field.getValue().numberValue()));
    Map<Integer, Double> bias = new LinkedHashMap<>();
    node.get("logit_bias").forEach(pair -> bias.put(pair.get(0).asInt(), pair.get(1).asDouble()));
    fields.put("logit_bias", bias);
    return SamplingParams.defaults().with(fields);
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
