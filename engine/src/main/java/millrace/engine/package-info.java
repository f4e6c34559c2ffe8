/**
 * Where the engine is put together: {@link millrace.engine.LoadedModel} opens a model, {@link
 * millrace.engine.Engine} generates with it. The only package that knows all others; jobs and
 * commands begin here.
 */
package millrace.engine;
