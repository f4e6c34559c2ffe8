/**
 * Batch files as OpenAI's Batch API has them: requests to {@code /v1/chat/completions} and {@code
 * /v1/completions} as JSON lines, and the lines of the answers and of the errors.
 *
 * <p>{@link millrace.datasets.openai.BatchLines} reads and understands requests, {@link
 * millrace.datasets.openai.BatchPromptWriter} puts them into prompt tables, {@link
 * millrace.datasets.openai.BatchAnswers} reads the completions back, {@link
 * millrace.datasets.openai.BatchResults} writes answers and errors. What a field means follows
 * OpenAI's API reference; fields beyond it are vLLM's. A field that Millrace cannot honour is an
 * error of its line, never left out in silence.
 */
package millrace.datasets.openai;
