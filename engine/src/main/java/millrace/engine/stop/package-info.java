/**
 * Stop conditions: those that are shipped, the search for those of applications ({@link
 * millrace.engine.stop.StopConditions}), and what keeps a completion's text within them ({@link
 * millrace.engine.stop.StopWatch}). Sees text only; used by the engine's text edge and by whoever
 * checks settings.
 */
package millrace.engine.stop;
