/**
 * Prompt tables in Parquet: {@link millrace.datasets.prompts.PromptTable} looks at the footers of
 * all files, {@link millrace.datasets.prompts.PromptReader} reads a range of rows of one file.
 *
 * <p>What is wrong with a whole file or table is a {@link millrace.engine.api.ConfigException};
 * what is wrong with one row is that row's {@link millrace.engine.api.RowError}, and the rows after
 * it are read as if nothing had happened.
 */
package millrace.datasets.prompts;
