package millrace.datasets.prompts;

import java.io.Serializable;

/**
 * A run of rows that Parquet stores together; reading starts at its border.
 *
 * @param firstRow index of its first row in the file
 * @param rows number of rows
 * @param promptBytes size of its prompts in bytes: of the text before compression (role names
 *     included), or four for each token id, so that a quarter of it estimates the tokens of English
 *     text. Writers that record no text sizes and store repeated texts once make it too small.
 */
public record RowGroup(long firstRow, long rows, long promptBytes) implements Serializable {
  private static final long serialVersionUID = 1L;
}
