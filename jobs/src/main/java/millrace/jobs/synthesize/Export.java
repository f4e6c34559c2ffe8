package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.jobs.synthesize.recipe.ExportSpec;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the files of a dataset: {@code data/SPLIT/part-00000.parquet} and so on, and {@code
 * chat/SPLIT.jsonl}. Rows stand in the order of their ids, so the files are the same every time.
 */
final class Export {
  static final String DATA = "data";
  static final String CHAT = "chat";
  static final String CARD = "README.md";

  private final FileSystem files;
  private final Path output;
  private final Path temporary;
  private final ExportSpec spec;
  private final String compression;

  Export(StepTables tables, Path output, ExportSpec spec, String compression) {
    this.files = tables.files();
    this.output = output;
    this.temporary = tables.at("export");
    this.spec = spec;
    this.compression = compression;
  }

  /**
   * Writes data and chat below the temporary folder.
   *
   * @param dataset the rows that stay
   * @param splits rows of each split that has any
   * @return Parquet files by split
   */
  Map<String, Integer> write(Dataset<Row> dataset, Map<String, Long> splits) throws IOException {
    files.delete(temporary, true);
    files.mkdirs(temporary);
    Map<String, Integer> written = new LinkedHashMap<>();
    for (var split : splits.entrySet()) {
      Dataset<Row> rows =
          dataset.where(col(Columns.SPLIT).equalTo(split.getKey())).orderBy(Columns.ID);
      int count = Math.toIntExact((split.getValue() - 1) / spec.rowsPerFile() + 1);
      writeData(rows, split.getKey(), count);
      if (!spec.chat().isEmpty()) {
        writeChat(rows, split.getKey());
      }
      written.put(split.getKey(), count);
    }
    return written;
  }

  private void writeData(Dataset<Row> rows, String split, int count) throws IOException {
    Path folder = new Path(new Path(temporary, DATA), split);
    Column file = col("position").divide(lit(spec.rowsPerFile())).cast("int");
    rows.zipWithIndex("position")
        .repartitionById(count, file)
        .sortWithinPartitions("position")
        .select(columns(rows.schema()))
        .write()
        .option("compression", compression)
        .parquet(folder.toString());
    rename(folder);
  }

  private Column[] columns(StructType schema) {
    List<String> names =
        spec.columns().isEmpty()
            ? Arrays.asList(((StructType) schema.apply(Columns.ROW).dataType()).fieldNames())
            : spec.columns();
    List<Column> columns = new ArrayList<>(List.of(col(Columns.ID), col(Columns.SEED_ID)));
    names.forEach(name -> columns.add(col(Columns.ROW).getField(name).as(name)));
    return columns.toArray(new Column[0]);
  }

  /** Gives the files names of their own instead of Spark's, which differ from run to run. */
  private void rename(Path folder) throws IOException {
    List<Path> parts = new ArrayList<>();
    for (FileStatus status : files.listStatus(folder)) {
      if (status.getPath().getName().startsWith("part-")) {
        parts.add(status.getPath());
      } else {
        files.delete(status.getPath(), true);
      }
    }
    parts.sort(null); // Spark's names begin with the number of the partition
    for (int i = 0; i < parts.size(); i++) {
      move(parts.get(i), new Path(folder, String.format(Locale.ROOT, "part-%05d.parquet", i)));
    }
  }

  private void writeChat(Dataset<Row> rows, String split) throws IOException {
    Path file = new Path(new Path(temporary, CHAT), split + ".jsonl");
    Iterator<String> lines =
        rows.select(to_json(struct(col(Columns.MESSAGES)))).as(Encoders.STRING()).toLocalIterator();
    try (var out =
        new BufferedWriter(
            new OutputStreamWriter(files.create(file, true), StandardCharsets.UTF_8))) {
      while (lines.hasNext()) {
        out.write(lines.next());
        out.write('\n');
      }
    }
  }

  /** Puts everything in its place, the card last. */
  void publish(String card) throws IOException {
    for (String name : List.of(CARD, DATA, CHAT)) {
      files.delete(new Path(output, name), true); // of an export that was interrupted
    }
    for (String name : List.of(DATA, CHAT)) {
      if (files.exists(new Path(temporary, name))) {
        move(new Path(temporary, name), new Path(output, name));
      }
    }
    try (var out = files.create(new Path(temporary, CARD), true)) {
      out.write(card.getBytes(StandardCharsets.UTF_8));
    }
    move(new Path(temporary, CARD), new Path(output, CARD));
    files.delete(temporary, true);
  }

  private void move(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("Cannot move: " + from + ", to " + to);
    }
  }
}
