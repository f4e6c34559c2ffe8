/**
 * Millrace's own models and engines: finds the model that settings name, opens it for jobs. Beside
 * the command line the one place of jobs that knows the engine behind its contract.
 */
package millrace.jobs.models;
