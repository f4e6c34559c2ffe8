package millrace.engine.text.template;

import java.util.List;
import millrace.engine.api.ModelFileException;

/** The parser's position in the tokens, its nesting, and its errors. */
final class TokenStream {
  private final SourceText source;
  private final List<Token> tokens;
  private final TemplateLimits limits;
  private int position;
  private int nesting;

  TokenStream(SourceText source, TemplateLimits limits) {
    this.source = source;
    this.tokens = Lexer.tokenize(source);
    this.limits = limits;
  }

  Token current() {
    return tokens.get(position);
  }

  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  /** The current token; moves on, except at the end. */
  Token next() {
    Token token = current();
    if (token.type() != TokenType.END) {
      position++;
    }
    return token;
  }

  boolean at(TokenType type) {
    return current().type() == type;
  }

  boolean atOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean skipOperator(String operator) {
    boolean found = atOperator(operator);
    if (found) {
      position++;
    }
    return found;
  }

  boolean skipName(String name) {
    boolean found = atName(name);
    if (found) {
      position++;
    }
    return found;
  }

  Token expect(TokenType type) {
    if (!at(type)) {
      throw error("must be " + new Token(type, "", null, 0).describe());
    }
    return next();
  }

  Token expectName() {
    if (!at(TokenType.NAME)) {
      throw error("must be a name");
    }
    return next();
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw error("must be '" + name + "'");
    }
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw error("must be '" + operator + "'");
    }
  }

  /** One bracket or block deeper. */
  void enter() {
    if (++nesting > limits.nesting()) {
      throw error("must not be nested deeper than the limit of " + limits.nesting());
    }
  }

  void leave() {
    nesting--;
  }

  int line() {
    return source.line(current().offset());
  }

  /** An error about the current token. */
  ModelFileException error(String expectation) {
    return error(current().describe(), expectation, current());
  }

  ModelFileException error(String construct, String expectation, Token where) {
    return source.error(construct, expectation, where.offset());
  }
}
