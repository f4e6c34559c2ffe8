package millrace.engine.text;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import millrace.engine.api.ErrorCode;

/** A vocabulary with the two encoders made from it: one knows the special tokens, one does not. */
final class VocabularyTokenizer implements Tokenizer {
  /**
   * Tokens with a role.
   *
   * @param bos beginning of a sequence
   * @param eos end of a sequence
   * @param addBos whether a prompt begins with {@code bos}
   * @param ends ids that end a completion, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Roles(OptionalInt bos, OptionalInt eos, boolean addBos, int[] ends) {}

  private final TokenTable table;
  private final Roles roles;
  private final boolean dropsLeadingSpace;
  private final PendingEncoder parsing;
  private final PendingEncoder plain;

  VocabularyTokenizer(
      TokenTable table,
      Roles roles,
      boolean dropsLeadingSpace,
      Supplier<NativeEncoder> parsing,
      Supplier<NativeEncoder> plain) {
    this.table = table;
    this.roles = roles;
    this.dropsLeadingSpace = dropsLeadingSpace;
    this.parsing = new PendingEncoder(parsing);
    this.plain = new PendingEncoder(plain);
    this.plain.begin(); // stop strings and most prompts need it; conversations both
  }

  @Override
  public int[] encode(String text, SpecialTokens mode) {
    WellFormed.require(text, ErrorCode.INVALID_TEXT, "encode text");
    if (text.isEmpty()) {
      return new int[0];
    }
    return encoder(mode).encode(text);
  }

  @Override
  public int fewestTokens(String text, SpecialTokens mode) {
    return encoder(mode).fewestTokens(text);
  }

  @Override
  public void requireUsable() {
    plain.encoder();
  }

  private NativeEncoder encoder(SpecialTokens mode) {
    return (mode == SpecialTokens.PARSE ? parsing : plain).encoder();
  }

  @Override
  public byte[] bytes(int id) {
    return table.bytes(id);
  }

  @Override
  public String piece(int id) {
    return table.piece(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return table.isSpecial(id);
  }

  @Override
  public int vocabularySize() {
    return table.size();
  }

  @Override
  public OptionalInt idOf(String piece) {
    return table.idOf(piece);
  }

  @Override
  public int[] beginIds() {
    return roles.addBos && roles.bos.isPresent() ? new int[] {roles.bos.getAsInt()} : new int[0];
  }

  @Override
  public int[] endIds() {
    return roles.ends.clone();
  }

  @Override
  public Optional<String> bosPiece() {
    return pieceOf(roles.bos);
  }

  @Override
  public Optional<String> eosPiece() {
    return pieceOf(roles.eos);
  }

  @Override
  public boolean dropsLeadingSpace() {
    return dropsLeadingSpace;
  }

  private Optional<String> pieceOf(OptionalInt id) {
    return id.isPresent() ? Optional.of(table.piece(id.getAsInt())) : Optional.empty();
  }
}
