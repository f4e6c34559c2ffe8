/**
 * Where the engine is put together: {@link millrace.engine.LoadedModel} opens a model, {@link
 * millrace.engine.Engine} generates with it, {@link millrace.engine.Session} is both. The only
 * package that knows all others; jobs and commands begin here.
 */
package millrace.engine;
