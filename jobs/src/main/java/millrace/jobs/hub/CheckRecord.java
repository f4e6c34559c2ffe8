package millrace.jobs.hub;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Notes that a cached file had a digest when it had that size and time of change. So a file is
 * hashed when it arrives and after each change, not at each start.
 */
record CheckRecord(Digest digest, long size, FileTime changed) {

  /** Hashes the file. */
  static CheckRecord of(Digest.Algorithm algorithm, Path file) throws IOException {
    long size = Files.size(file);
    FileTime changed = Files.getLastModifiedTime(file);
    return new CheckRecord(Digest.of(algorithm, file), size, changed);
  }

  /** The record; empty when there is none that can be read. */
  static Optional<CheckRecord> read(Path record) throws IOException {
    try {
      String[] words = Files.readString(record, StandardCharsets.US_ASCII).strip().split(" ");
      return words.length == 3 ? parse(words) : Optional.empty();
    } catch (NoSuchFileException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<CheckRecord> parse(String[] words) {
    boolean numbers = words[1].matches("[0-9]{1,18}") && words[2].matches("-?[0-9]{1,18}");
    return Digest.parseLabelled(words[0])
        .filter(digest -> numbers)
        .map(
            digest ->
                new CheckRecord(
                    digest,
                    Long.parseLong(words[1]),
                    FileTime.fromMillis(Long.parseLong(words[2]))));
  }

  /** Whether the file is still as it was. */
  boolean holdsFor(Path file) throws IOException {
    return Files.size(file) == size
        && Files.getLastModifiedTime(file).toMillis() == changed.toMillis();
  }

  void write(Path record) throws IOException {
    String line = digest + " " + size + " " + changed.toMillis() + "\n";
    OwnerOnly.write(record, line.getBytes(StandardCharsets.US_ASCII));
  }
}
