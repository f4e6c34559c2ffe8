/**
 * The recipe of a dataset as people write it in YAML: read, checked and turned into records on the
 * driver, before Spark is asked for anything. Every refusal names key, value, expectation and line.
 *
 * <p>{@code YamlFields} reads values with their lines; a {@code …Reader} knows the keys of its
 * sections. Used by {@code millrace.jobs.synthesize} and the command.
 */
package millrace.jobs.synthesize.recipe;
