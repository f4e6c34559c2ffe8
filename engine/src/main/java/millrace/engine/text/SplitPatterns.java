package millrace.engine.text;

/**
 * The regular expressions that {@link SplitRule} puts together, in Oniguruma's syntax. Source: the
 * models' own {@code tokenizer.json} and llama.cpp's {@code llama-vocab.cpp}.
 */
final class SplitPatterns {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SYMBOLS = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
  private static final String SPACES = "\\s+(?!\\S)|\\s+";
  private static final String LINES_AND_SPACES = "\\s*[\\r\\n]+|" + SPACES;

  static final String DIGIT = "\\p{N}";
  static final String DIGITS = "\\p{N}+";
  static final String UP_TO_THREE_DIGITS = "\\p{N}{1,3}";
  static final String THREE_ASCII_DIGITS = "[0-9][0-9][0-9]";
  static final String LINE_END = "[\\r\\n]";

  static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|" + SPACES;
  static final String LLAMA3 =
      anyOf(CONTRACTIONS, WORD, UP_TO_THREE_DIGITS, SYMBOLS, LINES_AND_SPACES);
  static final String QWEN2 = anyOf(CONTRACTIONS, WORD, DIGIT, SYMBOLS, LINES_AND_SPACES);
  static final String QWEN35 =
      anyOf(
          CONTRACTIONS,
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+",
          DIGIT,
          " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*",
          LINES_AND_SPACES);
  static final String BAILING =
      anyOf("'(?i:[sdmt]|ll|ve|re)", WORD, DIGIT, SYMBOLS, "\\s*[\\r\\n]", SPACES);
  static final String SEED_CODER =
      anyOf(CONTRACTIONS, WORD, DIGIT, " ?[^\\s\\p{L}\\p{N}\\r\\n]+", LINES_AND_SPACES);

  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE_WORD = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String SYMBOLS_AND_SLASHES = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*";

  static final String TEKKEN =
      anyOf(
          BEFORE_WORD + UPPER + "*" + LOWER + "+",
          BEFORE_WORD + UPPER + "+" + LOWER + "*",
          DIGIT,
          SYMBOLS_AND_SLASHES,
          LINES_AND_SPACES);
  static final String GPT4O =
      anyOf(
          BEFORE_WORD + UPPER + "*" + LOWER + "+" + CONTRACTIONS + "?",
          BEFORE_WORD + UPPER + "+" + LOWER + "*" + CONTRACTIONS + "?",
          UP_TO_THREE_DIGITS,
          SYMBOLS_AND_SLASHES,
          LINES_AND_SPACES);

  static final String DEFAULT_PUNCTUATION = "[\\p{P}\\$\\+<=>\\^~\\|]+";
  static final String FALCON_PUNCTUATION = "[\\p{P}\\$\\+<=>\\^~\\|`]+";
  static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";

  static final String KANA_AND_HAN = "[一-龥぀-ゟ゠-ヿ]+";
  static final String DEEPSEEK_V3 =
      anyOf(
          "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+",
          "[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+",
          " ?[\\p{P}\\p{S}]+[\\r\\n]*",
          LINES_AND_SPACES);
  static final String SPACE_AND_LETTERS = "\\s?\\p{L}+";
  static final String SPACE_AND_PUNCTUATION = "\\s?\\p{P}+";
  static final String DEEPSEEK_ASIAN = "[一-龥ࠀ-一가-퟿]+";
  static final String DEEPSEEK_LETTERS =
      "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅ"
          + "ὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-"
          + "ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+";
  static final String DEEPSEEK_PUNCTUATION = "\\s?[!-/:-~！-／：-～‘-‟　-。]+";

  /** Spaces at the end of the text, in time quadratic in the length of each run of spaces. */
  static final String TRAILING_SPACES_AS_PUBLISHED = "\\s+$";

  /** The same in linear time: a run is tried at its beginning only. */
  static final String TRAILING_SPACES = "(?<!\\s)\\s+$";

  private SplitPatterns() {}

  private static String anyOf(String... alternatives) {
    return String.join("|", alternatives);
  }
}
