package millrace.datasets.completions;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.TokenLogprobs;
import org.apache.parquet.example.data.Group;

/** Reads log-probabilities back as {@link ColumnEmitter#addLogprobs} writes them. */
final class StoredLogprobs {
  private StoredLogprobs() {}

  static List<TokenLogprobs> of(Group list) {
    List<TokenLogprobs> positions = new ArrayList<>();
    for (Group position : elements(list)) {
      List<TokenLogprobs.Entry> top = new ArrayList<>();
      for (Group entry : elements(position.getGroup("top", 0))) {
        top.add(
            new TokenLogprobs.Entry(entry.getInteger("token_id", 0), entry.getFloat("logprob", 0)));
      }
      positions.add(
          new TokenLogprobs(
              position.getInteger("token_id", 0), position.getFloat("logprob", 0), top));
    }
    return positions;
  }

  private static List<Group> elements(Group list) {
    List<Group> elements = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      elements.add(list.getGroup("list", i).getGroup("element", 0));
    }
    return elements;
  }
}
