package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import millrace.engine.text.template.Expression.Call;
import millrace.engine.text.template.Expression.Filtered;

/** Template text, print statements and blocks; the grammar of Jinja2's parser. */
final class StatementParser {
  private final TokenStream stream;
  private final NameLog log = new NameLog();
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private int loops;

  private StatementParser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream, log);
    this.targets = new TargetParser(stream, log, expressions);
  }

  /**
   * A template.
   *
   * @param variables the names that it reads and does not assign
   */
  record Parsed(List<Statement> statements, Set<String> variables) {}

  /** The whole template. */
  static Parsed parse(SourceText source, TemplateLimits limits) {
    StatementParser parser = new StatementParser(new TokenStream(source, limits));
    List<Statement> statements = parser.statements(Set.of());
    NameLog.Unknown unknown = parser.log.firstUnknown();
    if (unknown != null) {
      throw parser.stream.error(unknown.construct(), "is not known", unknown.where());
    }
    return new Parsed(statements, parser.log.variables());
  }

  /** Statements up to a block that begins with one of {@code ends}, or to the end if none. */
  private List<Statement> statements(Set<String> ends) {
    stream.enter();
    List<Statement> statements = new ArrayList<>();
    while (!stream.at(TokenType.END)) {
      int line = stream.line();
      Token token = stream.next();
      if (token.type() == TokenType.DATA) {
        statements.add(new Statement.Data(token.text(), line));
      } else if (token.type() == TokenType.PRINT_BEGIN) {
        statements.add(new Statement.Print(expressions.tuple(), line));
        stream.expect(TokenType.PRINT_END);
      } else if (ends.contains(stream.current().text()) && stream.at(TokenType.NAME)) {
        break;
      } else {
        statements.addAll(statement(line));
        stream.expect(TokenType.BLOCK_END);
      }
    }
    if (stream.at(TokenType.END) && !ends.isEmpty()) {
      throw stream.error("must be one of " + ends.stream().sorted().toList());
    }
    stream.leave();
    return List.copyOf(statements);
  }

  private List<Statement> statement(int line) {
    Token tag = stream.current();
    if (tag.type() != TokenType.NAME) {
      throw stream.error("must be the name of a tag");
    }
    stream.next();
    return switch (tag.text()) {
      case "if" -> List.of(condition(line));
      case "for" -> List.of(loop(line));
      case "set" -> List.of(set(line));
      case "macro" -> List.of(macro(line));
      case "call" -> List.of(callBlock(line));
      case "filter" -> List.of(filterBlock(line));
      case "with" -> List.of(with(line));
      case "print" -> print(line);
      case "generation" -> List.of(new Statement.Scoped(functionBody("endgeneration"), line));
      case "break" -> List.of(leave(tag, Statement.Flow.BREAK, line));
      case "continue" -> List.of(leave(tag, Statement.Flow.CONTINUE, line));
      default -> throw stream.error("tag '" + tag.text() + "'", "is not supported here", tag);
    };
  }

  /** From the end of a tag to the given closing tag, which is consumed. */
  private List<Statement> body(String end) {
    List<Statement> body = bodyUpTo(Set.of(end));
    stream.next();
    return body;
  }

  private List<Statement> bodyUpTo(Set<String> ends) {
    stream.skipOperator(":");
    stream.expect(TokenType.BLOCK_END);
    return statements(ends);
  }

  private Statement condition(int line) {
    int mark = log.unknownMark();
    List<Statement.If.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    String end = "elif";
    while (end.equals("elif")) {
      Expression test = expressions.tupleWithoutCondition();
      branches.add(new Statement.If.Branch(test, bodyUpTo(Set.of("elif", "else", "endif"))));
      end = stream.next().text();
    }
    if (end.equals("else")) {
      otherwise = body("endif");
    }
    log.forgiveUnknown(mark);
    return new Statement.If(List.copyOf(branches), otherwise, line);
  }

  private Statement loop(int line) {
    Target target = targets.loopTarget();
    stream.expectName("in");
    Expression sequence = expressions.tupleWithoutCondition();
    Expression test = stream.skipName("if") ? expressions.expression() : null;
    boolean recursive = stream.skipName("recursive");
    loops++;
    List<Statement> body = bodyUpTo(Set.of("endfor", "else"));
    loops--;
    boolean otherwise = stream.next().text().equals("else");
    return new ForLoop(
        target, sequence, test, body, otherwise ? body("endfor") : List.of(), recursive, line);
  }

  private Statement leave(Token tag, Statement.Flow flow, int line) {
    if (loops == 0) {
      throw stream.error("'" + tag.text() + "'", "must stand in a loop", tag);
    }
    return new Statement.Leave(flow, line);
  }

  private Statement set(int line) {
    Target target = targets.setTarget();
    if (stream.skipOperator("=")) {
      return new Statement.Set(target, expressions.tuple(), line);
    }
    List<Filtered> filters = new ArrayList<>();
    while (stream.skipOperator("|")) {
      filters.add(expressions.primary().filter(null));
    }
    return new Statement.SetBlock(target, filters, body("endset"), line);
  }

  /** A body that is a function in Jinja, so that break and continue cannot leave it. */
  private List<Statement> functionBody(String end) {
    int outer = loops;
    loops = 0;
    List<Statement> body = body(end);
    loops = outer;
    return body;
  }

  private Statement filterBlock(int line) {
    List<Filtered> filters = new ArrayList<>();
    do {
      filters.add(expressions.primary().filter(null));
    } while (stream.skipOperator("|"));
    return new Statement.FilterBlock(filters, body("endfilter"), line);
  }

  private Statement with(int line) {
    List<Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.at(TokenType.BLOCK_END)) {
      if (!names.isEmpty()) {
        stream.expectOperator(",");
      }
      names.add(targets.loopTarget());
      stream.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(names, values, body("endwith"), line);
  }

  private List<Statement> print(int line) {
    List<Statement> parts = new ArrayList<>();
    while (!stream.at(TokenType.BLOCK_END)) {
      if (!parts.isEmpty()) {
        stream.expectOperator(",");
      }
      parts.add(new Statement.Print(expressions.expression(), line));
    }
    return parts;
  }

  private Statement macro(int line) {
    String name = stream.expectName().text();
    log.assign(name);
    return new Statement.DefineMacro(macroBody(name, targets.parameters(), "endmacro"), line);
  }

  private Statement callBlock(int line) {
    List<Macro.Parameter> parameters = stream.atOperator("(") ? targets.parameters() : List.of();
    Token where = stream.current();
    if (!(expressions.expression() instanceof Call call)) {
      throw stream.error("call", "must hold the call of a macro", where);
    }
    return new Statement.CallBlock(macroBody("caller", parameters, "endcall"), call, line);
  }

  private Macro.Definition macroBody(String name, List<Macro.Parameter> parameters, String end) {
    log.enterMacro();
    List<Statement> body = functionBody(end);
    Set<String> read = log.leaveMacro();
    parameters.forEach(parameter -> read.remove(parameter.name()));
    read.retainAll(Set.of("caller", "varargs", "kwargs"));
    return new Macro.Definition(name, parameters, body, Set.copyOf(read));
  }
}
