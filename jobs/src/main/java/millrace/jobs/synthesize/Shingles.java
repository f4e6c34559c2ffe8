package millrace.jobs.synthesize;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import millrace.jobs.synthesize.recipe.DeduplicateSpec;

/** Texts as duplicates are looked for: normal form, and the digests of their shingles. */
final class Shingles {
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Shingles() {}

  /** NFKC, lower case, each run of white space one space, none at the ends. */
  static String normal(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return SPACE.matcher(composed).replaceAll(" ").strip();
  }

  /**
   * The distinct shingles of a text as 64-bit digests, ascending. A text with fewer words or
   * characters than one shingle has is one; an empty text has none.
   */
  static long[] of(String text, DeduplicateSpec.Near spec) {
    return spec.shingles().equals("words") ? ofWords(text, spec.size()) : ofCharacters(text, spec);
  }

  private static long[] ofWords(String text, int size) {
    String[] words =
        NO_WORD.splitAsStream(normal(text)).filter(w -> !w.isEmpty()).toArray(String[]::new);
    int count = words.length == 0 ? 0 : Math.max(1, words.length - size + 1);
    return distinct(
        LongStream.range(0, count)
            .map(
                i -> {
                  int end = (int) Math.min(words.length, i + size);
                  return digest(String.join(" ", Arrays.asList(words).subList((int) i, end)));
                }));
  }

  private static long[] ofCharacters(String text, DeduplicateSpec.Near spec) {
    int[] points = normal(text).codePoints().toArray();
    int count = points.length == 0 ? 0 : Math.max(1, points.length - spec.size() + 1);
    return distinct(
        LongStream.range(0, count)
            .map(
                i -> {
                  int end = (int) Math.min(points.length, i + spec.size());
                  return digest(new String(points, (int) i, end - (int) i));
                }));
  }

  private static long[] distinct(LongStream digests) {
    return digests.sorted().distinct().toArray();
  }

  /** FNV-1a over UTF-16 units (Fowler, Noll, Vo), mixed, since min-wise hashing wants all bits. */
  private static long digest(String shingle) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < shingle.length(); i++) {
      hash = (hash ^ shingle.charAt(i)) * FNV_PRIME;
    }
    return MinHash.mix(hash);
  }

  /** Size of the intersection over that of the union; both ascending and distinct. */
  static double jaccard(long[] one, long[] other) {
    int both = 0;
    int i = 0;
    int j = 0;
    while (i < one.length && j < other.length) {
      if (one[i] == other[j]) {
        both++;
        i++;
        j++;
      } else if (one[i] < other[j]) {
        i++;
      } else {
        j++;
      }
    }
    int either = one.length + other.length - both;
    return either == 0 ? 0 : (double) both / either;
  }
}
