package millrace.jobs.plan;

import java.io.Serializable;
import java.util.Locale;
import millrace.datasets.prompts.PromptFile;
import millrace.jobs.weights.Sha256;

/**
 * A row range of one input file, which becomes one output file.
 *
 * @param index position in the plan, from 0
 * @param file the input file, without its row groups
 * @param firstRow index of the first row in the file
 * @param rows how many rows
 * @param estimatedTokens expected cost in prompt and completion tokens
 */
public record WorkUnit(int index, PromptFile file, long firstRow, long rows, long estimatedTokens)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the output file; sorts in input order and names these very rows. */
  public String outputName() {
    String digest = Sha256.of(file.name() + "\n" + firstRow + "\n" + rows).substring(0, 8);
    return String.format(Locale.ROOT, "part-%06d-%s.parquet", index, digest);
  }
}
