package millrace.jobs.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that fails after so many bytes, as on a full disk. */
public final class ShortDisk extends FilterOutputStream {
  private long left;

  public ShortDisk(OutputStream out, long bytes) {
    super(out);
    this.left = bytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int fits = (int) Math.min(left, length);
    out.write(bytes, offset, fits);
    left -= fits;
    if (fits < length) {
      throw new IOException("No space left on device");
    }
  }
}
