/**
 * Settings: the registry of known keys, where values come from (defaults, then files, then {@code
 * --set}, then dedicated options), their checks, and the typed views that the job and the engine
 * get. Nothing here reads Spark or a model.
 */
package millrace.jobs.config;
