package millrace.engine.text.template;

import millrace.engine.api.ModelFileException;
import millrace.engine.text.template.Expression.CallArguments;
import millrace.engine.text.template.Expression.Literal;

/**
 * Refuses, when a template is compiled, what reaches for Python's internals. There is nothing
 * behind such names here; a template that uses them is an attack, or was written for something
 * else.
 */
final class Sandbox {
  private static final String REFUSAL = "must not reach for private attributes";

  private Sandbox() {}

  /** Names with two underscores in front, such as {@code __import__}. */
  static void checkName(Token name, TokenStream stream) {
    if (name.text().startsWith("__")) {
      throw refusal(name.text(), name, stream);
    }
  }

  /** Attributes with an underscore in front: {@code value._name}. */
  static void checkAttribute(Token name, TokenStream stream) {
    if (name.text().startsWith("_")) {
      throw refusal(name.text(), name, stream);
    }
  }

  /** Subscripts that can only mean an attribute: {@code value['__class__']}. */
  static void checkItem(Expression key, Token where, TokenStream stream) {
    if (key instanceof Literal literal
        && literal.value() instanceof String text
        && text.startsWith("__")) {
      throw refusal(text, where, stream);
    }
  }

  /** Attributes named by a filter's argument: {@code value|attr('__class__')}. */
  static void checkFilter(String name, CallArguments arguments, Token where, TokenStream stream) {
    if (name.equals("attr") || name.endsWith("attr")) {
      arguments.positional().stream().limit(1).forEach(path -> checkPath(path, where, stream));
    }
    if (arguments.named().containsKey("attribute")) {
      checkPath(arguments.named().get("attribute"), where, stream);
    }
  }

  private static void checkPath(Expression path, Token where, TokenStream stream) {
    if (path instanceof Literal literal && literal.value() instanceof String text) {
      for (String part : text.split("[.,]", -1)) {
        if (part.startsWith("__")) {
          throw refusal(part, where, stream);
        }
      }
    }
  }

  private static ModelFileException refusal(String construct, Token where, TokenStream stream) {
    return stream.error("'" + construct + "'", REFUSAL, where);
  }
}
