package millrace.jobs.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** The first bytes of a file that is still being downloaded. Nobody maps or loads it. */
final class PartFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private PartFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens it at its end. */
  static PartFile open(Path path) throws IOException {
    FileChannel channel = OwnerOnly.open(path);
    channel.position(channel.size());
    return new PartFile(path, channel);
  }

  Path path() {
    return path;
  }

  long size() throws IOException {
    return channel.size();
  }

  void clear() throws IOException {
    channel.truncate(0);
    channel.position(0);
  }

  void append(List<ByteBuffer> buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Returns when all bytes are on the disk. */
  void sync() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
