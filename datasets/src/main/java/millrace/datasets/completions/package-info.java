/**
 * Completion tables in Parquet: {@link millrace.datasets.completions.CompletionSchema} says which
 * columns there are, {@link millrace.datasets.completions.CompletionWriter} writes one file of
 * them.
 *
 * <p>The bytes of a file depend on the rows given to the writer and on nothing else, so that two
 * attempts at the same work write the same file.
 */
package millrace.datasets.completions;
