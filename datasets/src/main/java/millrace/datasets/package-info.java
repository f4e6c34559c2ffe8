/**
 * Tables around a generation: what goes in, what comes out, and the data that ships with Millrace.
 *
 * <ul>
 *   <li>{@link millrace.datasets.prompts} reads prompt tables from Parquet,
 *   <li>{@link millrace.datasets.completions} writes completion tables to Parquet,
 *   <li>{@link millrace.datasets.jsonl} reads requests from and writes results to JSON lines,
 *   <li>{@link millrace.datasets.openai} reads and writes batch files of OpenAI,
 *   <li>{@link millrace.datasets.embedded} hands out the embedded model and the sample prompts.
 * </ul>
 *
 * <p>Called by the jobs and the command line. Depends on the engine's contract ({@code
 * millrace.engine.api}) and knows nothing of Spark or of how text is generated.
 */
package millrace.datasets;
