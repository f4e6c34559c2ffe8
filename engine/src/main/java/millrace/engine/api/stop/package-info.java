/**
 * What an application implements to end completions by a rule of its own: {@link
 * millrace.engine.api.stop.StopCondition}. Depends on the JDK alone; {@code
 * docs/stop-conditions.md} has an example. The shipped rules and the search for providers are in
 * {@code millrace.engine.stop}.
 */
package millrace.engine.api.stop;
