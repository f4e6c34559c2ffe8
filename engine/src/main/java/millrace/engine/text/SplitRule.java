package millrace.engine.text;

import static millrace.engine.text.SplitPatterns.BAILING;
import static millrace.engine.text.SplitPatterns.BLOOM;
import static millrace.engine.text.SplitPatterns.DEEPSEEK_ASIAN;
import static millrace.engine.text.SplitPatterns.DEEPSEEK_LETTERS;
import static millrace.engine.text.SplitPatterns.DEEPSEEK_PUNCTUATION;
import static millrace.engine.text.SplitPatterns.DEFAULT_PUNCTUATION;
import static millrace.engine.text.SplitPatterns.DIGIT;
import static millrace.engine.text.SplitPatterns.DIGITS;
import static millrace.engine.text.SplitPatterns.FALCON_PUNCTUATION;
import static millrace.engine.text.SplitPatterns.KANA_AND_HAN;
import static millrace.engine.text.SplitPatterns.LINE_END;
import static millrace.engine.text.SplitPatterns.SPACE_AND_LETTERS;
import static millrace.engine.text.SplitPatterns.SPACE_AND_PUNCTUATION;
import static millrace.engine.text.SplitPatterns.THREE_ASCII_DIGITS;
import static millrace.engine.text.SplitPatterns.TRAILING_SPACES;
import static millrace.engine.text.SplitPatterns.UP_TO_THREE_DIGITS;

import java.util.List;
import java.util.Optional;

/**
 * How a byte-level BPE vocabulary cuts text into words before it merges, by {@code
 * tokenizer.ggml.pre}. Each pattern cuts what the one before left; text between matches is a word
 * too. Source of the names: llama.cpp's {@code llama-vocab.cpp}.
 */
enum SplitRule {
  GPT2(
      "gpt-2 phi-2 mpt olmo jais trillion granite-docling exaone4 gigachat a.x-4.0 mellum",
      SplitPatterns.GPT2),
  DIGITS_THEN_GPT2(
      "smollm starcoder refact command-r codeshell exaone minerva-7b mellum2",
      DIGIT,
      SplitPatterns.GPT2),
  LLAMA3("llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2", SplitPatterns.LLAMA3),
  GLM4("glm4 glm5", SplitPatterns.LLAMA3),
  LLAMA3_MERGED("dbrx smaug-bpe chatglm-bpe", SplitPatterns.LLAMA3),
  QWEN2(
      "qwen2 deepseek-r1-qwen kormo megrez stablelm2 hunyuan solar-open grok-2",
      SplitPatterns.QWEN2),
  QWEN35("qwen35", SplitPatterns.QWEN35),
  TEKKEN("tekken", SplitPatterns.TEKKEN),
  GPT4O("gpt-4o llama4 kanana2 talkie minimax-m2", SplitPatterns.GPT4O),
  DEEPSEEK_CODER(
      "deepseek-coder", LINE_END, SPACE_AND_LETTERS, SPACE_AND_PUNCTUATION, DEEPSEEK_ASIAN, DIGIT),
  DEEPSEEK_LLM(
      "deepseek-llm",
      LINE_END,
      DEEPSEEK_LETTERS,
      DEEPSEEK_PUNCTUATION,
      TRAILING_SPACES,
      DEEPSEEK_ASIAN,
      DIGITS),
  DEEPSEEK_V3(
      "deepseek-v3 hunyuan-dense joyai-llm hy_v4",
      UP_TO_THREE_DIGITS,
      KANA_AND_HAN,
      SplitPatterns.DEEPSEEK_V3),
  /** What llama.cpp takes for files older than {@code tokenizer.ggml.pre}. */
  UNSTATED("default", DEFAULT_PUNCTUATION, SplitPatterns.GPT2, DIGITS, THREE_ASCII_DIGITS),
  FALCON("falcon", FALCON_PUNCTUATION, SplitPatterns.GPT2, THREE_ASCII_DIGITS),
  BAILING_MOE("bailingmoe bailingmoe2 llada-moe", BAILING),
  SEED_CODER("seed-coder", SplitPatterns.SEED_CODER),
  BLOOM_LIKE("bloom poro-chat gpt3-finnish", BLOOM),
  VIKING("viking", BLOOM, DIGIT);

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> patterns;

  SplitRule(String names, String... patterns) {
    this.names = List.of(names.split(" "));
    this.patterns = List.of(patterns);
  }

  /** The rule of that {@code tokenizer.ggml.pre}. */
  static Optional<SplitRule> named(String pre) {
    for (SplitRule rule : values()) {
      if (rule.names.contains(pre)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /** What files call the rule. */
  List<String> names() {
    return names;
  }

  /** Regular expressions in the order in which they are applied. */
  List<String> patterns() {
    return patterns;
  }

  /** True when a word that is itself a token is not put together by merges. */
  boolean takesWholeWords() {
    return this == LLAMA3 || this == GLM4 || this == TEKKEN;
  }

  /** True when a prompt begins with the BOS token unless the file says otherwise. */
  boolean addsBos() {
    return this == LLAMA3 || this == TEKKEN;
  }
}
