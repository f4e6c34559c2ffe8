package millrace.jobs.synthesize.recipe;

import java.io.Serializable;

/**
 * A message of a conversation whose content comes from a row.
 *
 * @param role system, user or assistant
 * @param content a template over the row's columns
 */
public record MessageTemplate(String role, String content) implements Serializable {
  private static final long serialVersionUID = 1L;
}
