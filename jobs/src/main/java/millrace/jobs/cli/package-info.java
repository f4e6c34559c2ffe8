/**
 * The command line: one class per command, their shared options, exit codes. Commands print results
 * to stdout and everything else to stderr.
 */
package millrace.jobs.cli;
