package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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

  /**
   * Runs {@code generate} on two local threads.
   *
   * @param options beside {@code --input}, {@code --output} and {@code --master}
   * @param settings as {@code key=value}
   */
  static CommandRun generate(Path input, String output, List<String> options, String... settings) {
    List<String> all = new ArrayList<>(List.of("generate", "--master", "local[2]"));
    all.addAll(List.of("--input", input.toString(), "--output", output));
    all.addAll(options);
    for (String setting : settings) {
      all.addAll(List.of("--set", setting));
    }
    return of(all);
  }

  /** What it printed, when it went well. */
  String line() {
    assertThat(code).as(err).isZero();
    return out.strip();
  }
}
