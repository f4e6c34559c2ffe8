package millrace.jobs.feed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationRequest;

/**
 * The requests of one row: one, or in a sweep one for each setting.
 *
 * @param parts in the order of the settings
 */
public record RowRequests(List<Part> parts) {
  /**
   * One request, or what became of it at once.
   *
   * @param request null when there is none
   * @param failed the completions of a request that cannot be made; else empty
   */
  record Part(GenerationRequest request, List<Completion> failed) {
    Part {
      failed = List.copyOf(failed);
    }
  }

  public RowRequests {
    parts = List.copyOf(parts);
  }

  /** Those that can be made, in order. */
  public List<GenerationRequest> valid() {
    return parts.stream().map(Part::request).filter(Objects::nonNull).toList();
  }

  /**
   * All completions of the row, those of each part begin with sample 0.
   *
   * @param answers to the valid requests, in their order
   */
  List<Completion> completions(List<List<Completion>> answers) {
    Iterator<List<Completion>> next = answers.iterator();
    List<Completion> all = new ArrayList<>();
    for (Part part : parts) {
      all.addAll(part.request() == null ? part.failed() : next.next());
    }
    return all;
  }
}
