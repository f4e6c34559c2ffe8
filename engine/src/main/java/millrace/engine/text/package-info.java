/** The engine's edge: tokenizers, chat templates, incremental detokenizing, stop strings. */
package millrace.engine.text;
