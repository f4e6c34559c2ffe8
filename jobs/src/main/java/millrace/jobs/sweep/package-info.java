/**
 * Sweeps: a job that completes each row under several sampling settings. Which settings those are
 * (a grid, a list), and what is made of the finished rows: a page that compares the settings, the
 * same numbers as Parquet, and the best of them as a preset for {@code generate}.
 */
package millrace.jobs.sweep;
