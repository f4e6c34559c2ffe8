package millrace.jobs.cli;

import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.engine.api.MillraceException;
import millrace.engine.api.ModelFileException;
import millrace.jobs.config.Redaction;
import millrace.jobs.run.JobFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns what went wrong into one line and an exit code; MILLRACE_LOG=debug shows the stack trace.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** Arguments that are no command. */
  static int usage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    String reason = oneLine(error.getMessage());
    String help = command.getCommandSpec().qualifiedName() + " --help";
    command.getErr().println("millrace: Cannot run: " + reason + ", see ./" + help);
    return ExitCode.USAGE;
  }

  /** A command that failed. */
  static int execution(Exception error, CommandLine command, ParseResult arguments) {
    LOG.debug("The command failed", error);
    command.getErr().println("millrace: " + oneLine(message(error)));
    boolean refused = error instanceof ConfigException || error instanceof ModelFileException;
    return refused ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** What a person can act on: Millrace's own message, however deep Spark has wrapped it. */
  private static String message(Throwable error) {
    String message = ownCause(error).map(Throwable::getMessage).orElseGet(() -> describe(error));
    return Redaction.ofEnvironment().text(message);
  }

  private static Optional<Throwable> ownCause(Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof MillraceException || at instanceof JobFailedException) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    String reason = message == null ? error.getClass().getSimpleName() : message;
    return reason.startsWith("Cannot ") ? reason : "Cannot finish: " + reason;
  }

  private static String oneLine(String text) {
    return Redaction.ofEnvironment().text(text.lines().findFirst().orElse("").strip());
  }
}
