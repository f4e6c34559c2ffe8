/**
 * Requests and results as JSON lines, for the commands that run without Spark. {@link
 * millrace.datasets.jsonl.JsonLines} splits and parses, {@link
 * millrace.datasets.jsonl.JsonlRequests} understands the lines as requests, {@link
 * millrace.datasets.jsonl.JsonlResults} writes.
 *
 * <p>A line that cannot be used is an item with an error; reading goes on with the next line.
 */
package millrace.datasets.jsonl;
