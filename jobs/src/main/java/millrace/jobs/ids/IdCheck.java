package millrace.jobs.ids;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import millrace.datasets.prompts.Damage;
import millrace.datasets.prompts.IdReader;
import millrace.datasets.prompts.IdType;
import millrace.datasets.prompts.PromptColumns;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.datasets.prompts.PromptTable;
import millrace.engine.api.ConfigException;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Refuses a table in which two rows have the same id.
 *
 * <p>Memory is bounded whatever the number of rows: a task holds the hashes of at most a million
 * rows (8 MB), or a bucket of about as many (twice that while it sorts); Spark's shuffle, eight
 * bytes for each row, goes through local disk; the driver sees repeated hashes only, a hundred for
 * each bucket at most. Where hashes are equal, the ids themselves are compared in a second pass.
 */
public final class IdCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Repeated hashes whose rows are looked for at a time. */
  private static final int MOST_LOCATED = 20;

  /** Of how many ids the message tells which rows have them. */
  private static final int MOST_NAMED = 3;

  private final PromptColumns columns;
  private final Damage damage;
  private final IdType type;
  private final SerializableConfiguration hadoop;

  private IdCheck(PromptColumns columns, Damage damage, IdType type, Configuration hadoop) {
    this.columns = columns;
    this.damage = damage;
    this.type = type;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /** A row and its id. */
  private record Place(String id, String file, long row) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return "row " + row + " of " + file;
    }
  }

  /**
   * Checks the rows of a plan. Does nothing where ids are derived from file and row.
   *
   * @throws ConfigException naming ids that are not unique and their rows
   */
  public static void requireUnique(
      JavaSparkContext spark,
      PromptTable table,
      PromptColumns columns,
      Damage damage,
      List<WorkUnit> plan) {
    IdType type = table.schema().idType();
    if (type != IdType.DERIVED && !plan.isEmpty()) {
      new IdCheck(columns, damage, type, spark.hadoopConfiguration())
          .requireUnique(spark, table.schema().idColumn().getName(), IdRange.of(plan));
    }
  }

  private void requireUnique(JavaSparkContext spark, String column, List<IdRange> ranges) {
    List<Long> suspects = repeatedHashes(spark, ranges);
    for (int first = 0; first < suspects.size(); first += MOST_LOCATED) {
      int end = Math.min(first + MOST_LOCATED, suspects.size());
      var places = locate(spark, ranges, new HashSet<>(suspects.subList(first, end)));
      places.values().removeIf(rows -> rows.size() < 2); // different ids with one hash
      if (!places.isEmpty()) {
        throw refusal(column, places);
      }
    }
  }

  private List<Long> repeatedHashes(JavaSparkContext spark, List<IdRange> ranges) {
    long rows = ranges.stream().mapToLong(IdRange::rows).sum();
    int buckets = (int) (1 + rows / IdRange.MOST_ROWS);
    return spark
        .parallelize(ranges, ranges.size())
        .flatMapToPair(range -> Buckets.spread(hashes(range), buckets).iterator())
        .groupByKey(new HashPartitioner(buckets))
        .flatMap(bucket -> Buckets.repeated(bucket._2()).iterator())
        .collect();
  }

  private long[] hashes(IdRange range) {
    return IdReader.hashes(
        range.file(), columns, damage, range.firstRow(), range.rows(), hadoop.value());
  }

  /** The rows with one of these hashes, by id. */
  private Map<String, List<Place>> locate(
      JavaSparkContext spark, List<IdRange> ranges, Set<Long> suspects) {
    Map<String, List<Place>> places = new TreeMap<>();
    spark
        .parallelize(ranges, ranges.size())
        .flatMap(range -> places(range, suspects))
        .collect()
        .forEach(place -> places.computeIfAbsent(place.id(), id -> new ArrayList<>()).add(place));
    return places;
  }

  /** The first two rows of each of these ids; more are not needed to refuse them. */
  private Iterator<Place> places(IdRange range, Set<Long> suspects) {
    Map<String, List<Place>> places = new TreeMap<>();
    try (PromptReader rows =
        PromptReader.open(
            range.file(), columns, damage, range.firstRow(), range.rows(), hadoop.value())) {
      while (rows.hasNext()) {
        PromptRow row = rows.next();
        boolean derived = row.id().equals(range.file().name() + "#" + row.rowIndex());
        if (!derived && suspects.contains(IdReader.hash(row.id(), type))) {
          List<Place> same = places.computeIfAbsent(row.id(), id -> new ArrayList<>());
          if (same.size() < 2) {
            same.add(new Place(row.id(), range.file().name(), row.rowIndex()));
          }
        }
      }
    }
    return places.values().stream().flatMap(List::stream).iterator();
  }

  private static ConfigException refusal(String column, Map<String, List<Place>> places) {
    List<String> named = new ArrayList<>();
    for (List<Place> rows : places.values()) {
      if (named.size() < MOST_NAMED) {
        named.add("\"%s\" in %s and %s".formatted(rows.get(0).id(), rows.get(0), rows.get(1)));
      }
    }
    return new ConfigException(
        "Cannot use ids: column %s, not unique (%s%s), expected distinct ids; make them so, name"
                .formatted(
                    column,
                    String.join("; ", named),
                    places.size() > MOST_NAMED ? "; and more" : "")
            + " another column by input.id_column, or accept them by input.check_ids=off");
  }
}
