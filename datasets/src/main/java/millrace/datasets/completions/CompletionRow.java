package millrace.datasets.completions;

import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;

/**
 * What one row of the completion table is made of.
 *
 * @param setting the name of its sampling settings; null outside of sweeps
 */
record CompletionRow(PromptRow input, String setting, Completion completion) implements OutputRow {}
