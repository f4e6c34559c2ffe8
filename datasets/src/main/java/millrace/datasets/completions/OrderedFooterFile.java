package millrace.datasets.completions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * An output file that rewrites the footer of the Parquet file that passes through, see {@link
 * FooterOrder}.
 *
 * <p>parquet-hadoop asks for the position before and after it writes the footer, then writes the
 * footer's length and the magic number. So the bytes between the last two questions are held back,
 * and are the footer when what follows them says so.
 */
final class OrderedFooterFile implements OutputFile {
  private final OutputFile file;

  OrderedFooterFile(OutputFile file) {
    this.file = file;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return new Stream(file.create(blockSizeHint));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return new Stream(file.createOrOverwrite(blockSizeHint));
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  private static final class Stream extends PositionOutputStream {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final PositionOutputStream out;
    private ByteArrayOutputStream before = new ByteArrayOutputStream();
    private ByteArrayOutputStream after = new ByteArrayOutputStream();
    private boolean closed;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      if (after.size() > 0) {
        before.writeTo(out);
        before.reset();
        ByteArrayOutputStream written = after;
        after = before;
        before = written;
      }
      return out.getPos() + before.size();
    }

    @Override
    public void write(int b) {
      after.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      after.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (out) {
        out.write(isFooter() ? FooterOrder.sorted(before.toByteArray()) : before.toByteArray());
        after.writeTo(out);
      }
    }

    private boolean isFooter() {
      byte[] tail =
          ByteBuffer.allocate(8)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(before.size())
              .put(MAGIC)
              .array();
      return Arrays.equals(after.toByteArray(), tail);
    }
  }
}
