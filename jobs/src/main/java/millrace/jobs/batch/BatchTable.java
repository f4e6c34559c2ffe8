package millrace.jobs.batch;

import java.util.Locale;
import millrace.datasets.openai.BatchEndpoint;
import millrace.datasets.openai.BatchRequest;
import millrace.datasets.prompts.PromptKind;

/** The prompt tables that a batch becomes: a table has prompts of one kind. */
enum BatchTable {
  CHAT(PromptKind.MESSAGES, BatchEndpoint.CHAT),
  TEXT(PromptKind.TEXT, BatchEndpoint.COMPLETIONS),
  TOKEN_IDS(PromptKind.TOKEN_IDS, BatchEndpoint.COMPLETIONS);

  private final PromptKind kind;
  private final BatchEndpoint endpoint;

  BatchTable(PromptKind kind, BatchEndpoint endpoint) {
    this.kind = kind;
    this.endpoint = endpoint;
  }

  static BatchTable of(BatchRequest request) {
    return switch (request.kind()) {
      case MESSAGES -> CHAT;
      case TEXT -> TEXT;
      case TOKEN_IDS -> TOKEN_IDS;
    };
  }

  PromptKind kind() {
    return kind;
  }

  BatchEndpoint endpoint() {
    return endpoint;
  }

  /** The name of its folder. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
