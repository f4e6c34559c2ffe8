/**
 * Completes batch files of OpenAI's Batch API as generation jobs: the requests become prompt
 * tables, one for each kind of prompt, jobs complete them, and the answers become the output file
 * and the error file. Called by the command line.
 *
 * <p>An output folder has
 *
 * <pre>
 * output.jsonl                 the answers, in the order of the requests
 * errors.jsonl                 the requests that have none, likewise
 * _millrace/batch.json         what the requests were; written when the prompt tables are complete
 * _millrace/refused.jsonl      lines that became no prompt
 * _millrace/KIND/prompts       a prompt table, KIND is chat, text or token_ids
 * _millrace/KIND/completions   the output folder of its job, which is what a rerun resumes
 * </pre>
 */
package millrace.jobs.batch;
