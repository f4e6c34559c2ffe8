package millrace.datasets.completions;

import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;

/** What one row of the completion table is made of. */
record CompletionRow(PromptRow input, Completion completion) implements OutputRow {}
