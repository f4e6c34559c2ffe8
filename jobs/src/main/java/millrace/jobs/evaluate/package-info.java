/**
 * What a table of completions is worth: the metrics of each setting of a sweep, with bootstrap
 * intervals. Formulas are functions without Spark; executors add up what they give for each prompt,
 * the driver holds sums of a bounded number of groups of prompts. docs/sweep.md has the
 * definitions.
 */
package millrace.jobs.evaluate;
