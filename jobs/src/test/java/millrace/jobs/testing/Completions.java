package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Reads completion tables back, without Spark. */
public final class Completions {
  private Completions() {}

  /** Every row as text, but for the time it took; in the order of the files. */
  public static List<String> rows(Path output) throws IOException {
    return groups(output).stream().map(Completions::text).toList();
  }

  /** The rows of one file, as {@link #rows}. */
  public static List<String> rowsOf(Path file) throws IOException {
    return groupsOf(file).stream().map(Completions::text).toList();
  }

  private static String text(Group row) {
    return row.toString()
        .lines()
        .filter(line -> !line.startsWith("generate_ms:"))
        .collect(Collectors.joining("\n"));
  }

  /** Every row in the order of the files. */
  public static List<Group> groups(Path output) throws IOException {
    List<Group> rows = new ArrayList<>();
    for (Path file : dataFiles(output)) {
      rows.addAll(groupsOf(file));
    }
    return rows;
  }

  private static List<Group> groupsOf(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The data files in order. */
  public static List<Path> dataFiles(Path output) throws IOException {
    try (Stream<Path> listed = Files.list(output)) {
      return listed.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }
}
