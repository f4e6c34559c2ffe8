package millrace.engine.weights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The grid points of the IQ formats, 8 (IQ1, IQ2) or 4 (IQ3) values each, back to back. They were
 * found by a search and follow no formula.
 *
 * <p>Source: iq2xxs_grid … iq1s_grid of ggml-common.h (MIT licence), kept in iq-grids.txt with each
 * value as a digit.
 */
final class IqGrids {
  private static final String RESOURCE = "iq-grids.txt";
  private static final byte[] IQ2_VALUES = {0x08, 0x19, 0x2B};
  private static final byte[] IQ3_XXS_VALUES = {0x04, 0x0C, 0x14, 0x1C, 0x24, 0x2C, 0x34, 0x3E};
  private static final byte[] IQ3_S_VALUES = {1, 3, 5, 7, 9, 11, 13, 15};
  private static final byte[] IQ1_VALUES = {-1, 0, 1};

  static final byte[] IQ2_XXS = load("iq2_xxs", 256 * 8, IQ2_VALUES);
  static final byte[] IQ2_XS = load("iq2_xs", 512 * 8, IQ2_VALUES);
  static final byte[] IQ2_S = load("iq2_s", 1024 * 8, IQ2_VALUES);
  static final byte[] IQ3_XXS = load("iq3_xxs", 256 * 4, IQ3_XXS_VALUES);
  static final byte[] IQ3_S = load("iq3_s", 512 * 4, IQ3_S_VALUES);
  static final byte[] IQ1 = load("iq1", 2048 * 8, IQ1_VALUES);

  private IqGrids() {}

  /** Reads the section of that name: lines of digits, each an index into {@code values}. */
  private static byte[] load(String section, int size, byte[] values) {
    byte[] grid = new byte[size];
    int filled = 0;
    boolean inside = false;
    try (InputStream in = IqGrids.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          inside = line.equals("[" + section + "]");
        } else if (inside) {
          for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) != ' ') {
              grid[filled++] = values[line.charAt(i) - '0'];
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource: " + RESOURCE, e);
    }
    if (filled != size) {
      throw new IllegalStateException(
          "Cannot read resource: " + section + ", " + filled + ", " + size + ", in " + RESOURCE);
    }
    return grid;
  }
}
