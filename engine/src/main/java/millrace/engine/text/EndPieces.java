package millrace.engine.text;

import java.util.Set;
import java.util.TreeSet;

/**
 * Tokens that are known by their written form to end a completion, for files that do not name them
 * all. Source: llama.cpp's {@code llama-vocab.cpp}.
 */
final class EndPieces {
  private static final Set<String> KNOWN =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|calls|>",
          "<|flush|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "<turn|>",
          "<|tool_response>",
          "<eos>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "[e~[",
          "<｜end▁of▁sentence｜>",
          // what a code model writes when it goes on to the next file
          "<|fim_pad|>",
          "<fim-pad>",
          "<fim_pad>",
          "<PAD>",
          "[PAD]",
          "<|fim_repo|>",
          "<|repo_name|>",
          "<fim-repo>",
          "<reponame>",
          "<|file_sep|>");

  /** Ends a completion where it is a control token; in others it is a tag of HTML. */
  private static final String SENTENCE_PIECE_END = "</s>";

  private EndPieces() {}

  /** Whether a token of that written form and kind ends a completion. */
  static boolean isEnd(String piece, boolean isControl) {
    return KNOWN.contains(piece) || (isControl && piece.equals(SENTENCE_PIECE_END));
  }

  /**
   * Takes out {@code <|end|>} where it ends a message and not the completion: vocabularies of the
   * Harmony format end it with {@code <|return|>} and {@code <|call|>}.
   */
  static void keepMessagesOpen(Set<Integer> ends, TokenTable table) {
    Set<String> pieces = new TreeSet<>();
    ends.forEach(id -> pieces.add(table.piece(id)));
    boolean hasCall = pieces.contains("<|call|>") || pieces.contains("<|calls|>");
    boolean hasReturn = pieces.contains("<|return|>") || pieces.contains("<|flush|>");
    if (hasCall && hasReturn) {
      ends.removeIf(id -> table.piece(id).equals("<|end|>"));
    }
  }
}
