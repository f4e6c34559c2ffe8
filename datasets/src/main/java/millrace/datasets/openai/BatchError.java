package millrace.datasets.openai;

import java.util.Objects;

/**
 * A request that was not completed.
 *
 * @param line its number in the file, from 1
 * @param customId null where it cannot be read
 * @param code what is wrong, for programs, for example {@code unsupported_parameter}
 * @param message one line for a person
 * @param param the field to blame, or null
 */
public record BatchError(long line, String customId, String code, String message, String param)
    implements BatchLine {
  public BatchError {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }
}
