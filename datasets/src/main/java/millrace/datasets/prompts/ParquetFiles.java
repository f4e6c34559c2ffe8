package millrace.datasets.prompts;

import java.io.IOException;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Opens Parquet files, and says in one line what is wrong with a damaged one. */
final class ParquetFiles {
  private static final int LONGEST_REASON = 300;

  /** Bytes at the end of a file that are read to see whether storage delivers them. */
  private static final long LONGEST_END = 1 << 16;

  private ParquetFiles() {}

  /**
   * Reads the footer and checks the counts in it that later reading relies on.
   *
   * @throws ConfigException naming the file and what is wrong with it
   */
  static ParquetFileReader open(FileStatus status, Configuration conf) {
    String path = status.getPath().toString();
    ParquetReadOptions options =
        HadoopReadOptions.builder(conf, status.getPath()).usePageChecksumVerification(true).build();
    ParquetFileReader reader = null;
    try {
      reader = ParquetFileReader.open(HadoopInputFile.fromStatus(status, conf), options);
      checkCounts(reader, path);
      return reader;
    } catch (IOException | RuntimeException e) {
      closeQuietly(reader);
      throw e instanceof ConfigException known ? known : damaged("file", path, e);
    }
  }

  private static void checkCounts(ParquetFileReader reader, String path) {
    int index = 0;
    for (BlockMetaData group : reader.getRowGroups()) {
      long rows = group.getRowCount();
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (rows < 0 || chunk.getValueCount() < rows || chunk.getTotalUncompressedSize() < 0) {
          throw new ConfigException(
              "Cannot read prompts: row group %d, damaged (%d values of column %s for %d rows), in %s"
                  .formatted(
                      index, chunk.getValueCount(), chunk.getPath().toDotString(), rows, path));
        }
      }
      index++;
    }
  }

  /** The error for a part of a file that cannot be read. */
  static ConfigException damaged(String part, String path, Throwable cause) {
    return new ConfigException(
        "Cannot read prompts: %s, not readable as Parquet (%s), in %s"
            .formatted(part, reason(cause, path), path),
        cause);
  }

  /** Whether storage delivers the bytes of a row group, so that its content is to blame. */
  static boolean delivers(BlockMetaData group, Path path, Configuration conf) {
    return delivers(path, group.getStartingPos(), group.getCompressedSize(), conf);
  }

  /** Whether storage delivers the end of a file, where the footer is. */
  static boolean deliversEnd(FileStatus file, Configuration conf) {
    long length = Math.min(LONGEST_END, file.getLen());
    return delivers(file.getPath(), file.getLen() - length, length, conf);
  }

  /**
   * Whether storage delivers some bytes, so that it is their content that is to blame when they
   * cannot be understood. A file system that calls them damaged, by its checksums, is believed.
   */
  private static boolean delivers(Path path, long start, long length, Configuration conf) {
    byte[] buffer = new byte[1 << 16];
    try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
      in.seek(start);
      long left = length;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        left = read < 0 ? 0 : left - read;
      }
      return true;
    } catch (ChecksumException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static void closeQuietly(ParquetFileReader reader) {
    if (reader == null) {
      return;
    }
    try {
      reader.close();
    } catch (IOException e) {
      // The error that led here says more.
    }
  }

  /** The deepest cause in a line, without the path, which the message names anyway. */
  private static String reason(Throwable thrown, String path) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String text = cause.getMessage();
    if (text == null || text.isBlank()) {
      text = cause.getClass().getSimpleName();
    }
    text = text.replace(path, "it").replaceAll("\\s+", " ").strip();
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
  }
}
