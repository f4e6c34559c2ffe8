package millrace.datasets.prompts;

/** What identifies the rows of a table. */
public enum IdType {
  /** No column: the file's name and the row's index. */
  DERIVED,
  /** A string column. */
  STRING,
  /** A column of whole numbers of 8 to 64 bits. */
  INTEGER
}
