package millrace.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the samples of a prompt did against its reference.
 *
 * @param samples how many there are
 * @param right how many gave the reference's answer
 * @param majorityIsRight whether the answer that most of them gave is the reference's; of several
 *     such answers the one that came first counts
 */
record Judgement(int samples, int right, boolean majorityIsRight) {
  /**
   * Compares answers with a reference.
   *
   * @param answers canonical, null for a sample without an answer
   * @param expected canonical; null is nobody's answer
   */
  static Judgement of(List<String> answers, String expected) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    List<String> given = new ArrayList<>(answers);
    given.removeIf(Objects::isNull);
    given.forEach(answer -> votes.merge(answer, 1, Integer::sum));
    String majority = null;
    for (var vote : votes.entrySet()) {
      if (majority == null || vote.getValue() > votes.get(majority)) {
        majority = vote.getKey();
      }
    }
    int right = expected == null ? 0 : votes.getOrDefault(expected, 0);
    return new Judgement(answers.size(), right, majority != null && majority.equals(expected));
  }
}
