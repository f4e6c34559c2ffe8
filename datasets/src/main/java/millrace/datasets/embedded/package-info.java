/**
 * What ships inside the jar: the embedded model and the sample prompts, as files for code that
 * needs a path.
 */
package millrace.datasets.embedded;
