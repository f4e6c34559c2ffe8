package millrace.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.datasets.prompts.PromptColumns;
import millrace.datasets.prompts.PromptFile;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.datasets.prompts.PromptTable;
import org.apache.hadoop.conf.Configuration;

/** The Parquet files that make_fixtures.py wrote, and short ways to read them. */
public final class Fixtures {
  public static final Configuration CONF = new Configuration();

  private Fixtures() {}

  public static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static PromptTable open(String name) {
    return PromptTable.open(path(name).toString(), PromptColumns.defaults(), CONF);
  }

  public static List<PromptRow> rows(String name) {
    return rows(path(name));
  }

  public static List<PromptRow> rows(Path path) {
    PromptTable table = PromptTable.open(path.toString(), PromptColumns.defaults(), CONF);
    List<PromptRow> rows = new ArrayList<>();
    for (PromptFile file : table.files()) {
      rows.addAll(rows(file, 0, file.rows()));
    }
    return rows;
  }

  public static List<PromptRow> rows(PromptFile file, long first, long count) {
    try (PromptReader reader =
        PromptReader.open(file, PromptColumns.defaults(), first, count, CONF)) {
      List<PromptRow> rows = new ArrayList<>();
      reader.forEachRemaining(rows::add);
      return rows;
    }
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
