package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;

/** What a command ended with and printed, run in this process. */
record CommandRun(int code, String out, String err) {
  /** Runs a command line, the command's name first. */
  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** As {@link #of(String...)}. */
  static CommandRun of(Collection<String> arguments) {
    return of(arguments.toArray(new String[0]));
  }

  /** What it printed, when it went well. */
  String line() {
    assertThat(code).as(err).isZero();
    return out.strip();
  }
}
