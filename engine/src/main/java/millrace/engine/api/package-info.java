/**
 * The engine's contract: requests, sampling parameters, completions, settings and errors.
 *
 * <p>Depends on nothing but the JDK, so that every other package and module may depend on it. Plain
 * records and enums; no behaviour beyond validation.
 */
package millrace.engine.api;
