package millrace.jobs.batch;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import millrace.datasets.openai.BatchAnswer;
import millrace.datasets.openai.BatchAnswers;
import millrace.datasets.openai.BatchError;
import millrace.datasets.openai.BatchResults;
import millrace.datasets.openai.RunLabels;
import millrace.datasets.openai.TokenTexts;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes the output file and the error file of a batch whose jobs are done. */
final class BatchFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BatchFolder folder;
  private final RunLabels labels;
  private final TokenTexts tokens;
  private long answers;
  private long failures;

  /**
   * @param answers lines of the output file
   * @param failures requests that were taken and failed; the error file has them and the refused
   */
  record Written(long answers, long failures) {}

  private BatchFiles(BatchFolder folder, RunLabels labels, TokenTexts tokens) {
    this.folder = folder;
    this.labels = labels;
    this.tokens = tokens;
  }

  /**
   * Writes both files in the order of the requests; files that are there are replaced when the new
   * ones are complete.
   *
   * @param completions the files of each completion table, in order
   */
  static Written write(
      BatchFolder folder,
      Map<BatchTable, List<Path>> completions,
      RunLabels labels,
      TokenTexts tokens,
      Configuration hadoop)
      throws IOException {
    List<BatchAnswers> tables = new ArrayList<>();
    try {
      for (var table : completions.entrySet()) {
        tables.add(new BatchAnswers(table.getValue(), table.getKey().endpoint(), hadoop));
      }
      return new BatchFiles(folder, labels, tokens).write(tables);
    } finally {
      for (BatchAnswers table : tables) {
        table.close();
      }
    }
  }

  private Written write(List<BatchAnswers> tables) throws IOException {
    Path output = folder.output().suffix(".tmp");
    Path errors = folder.errors().suffix(".tmp");
    try (BatchResults outputLines = lines(output);
        BatchResults errorLines = lines(errors);
        MappingIterator<BatchError> refused =
            JSON.readerFor(BatchError.class).readValues(folder.open(folder.refused()))) {
      merge(tables, refused, outputLines, errorLines);
    }
    folder.place(output, folder.output());
    folder.place(errors, folder.errors());
    return new Written(answers, failures);
  }

  private BatchResults lines(Path file) throws IOException {
    OutputStream out = folder.create(file);
    return new BatchResults(out, labels, tokens);
  }

  /** By line number: tables and refusals each are in that order. */
  private void merge(
      List<BatchAnswers> tables,
      MappingIterator<BatchError> refused,
      BatchResults output,
      BatchResults errors)
      throws IOException {
    BatchError refusal = refused.hasNextValue() ? refused.nextValue() : null;
    while (true) {
      BatchAnswers first =
          tables.stream().min(Comparator.comparingLong(BatchAnswers::nextLine)).orElse(null);
      long line = first == null ? Long.MAX_VALUE : first.nextLine();
      if (refusal != null && refusal.line() < line) {
        errors.write(refusal);
        refusal = refused.hasNextValue() ? refused.nextValue() : null;
      } else if (line < Long.MAX_VALUE) {
        write(first.next(), output, errors);
      } else {
        return;
      }
    }
  }

  private void write(BatchAnswer answer, BatchResults output, BatchResults errors)
      throws IOException {
    if (answer.error() == null) {
      output.write(answer);
      answers++;
    } else {
      errors.write(answer.error());
      failures++;
    }
  }
}
