package millrace.datasets.completions;

/** What a row of the completion table is written from. */
sealed interface OutputRow permits CompletionRow, StoredCompletion {}
