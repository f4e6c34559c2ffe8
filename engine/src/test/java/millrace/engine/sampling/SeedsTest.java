package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedsTest {
  /** Expected values from Python: struct.unpack('>q', sha256(struct.pack('>q', s) + id)[:8]). */
  @ParameterizedTest
  @CsvSource({
    "0,'',-5812615543772869766",
    "42,row-1,-2866516275092340964",
    "-1,data/a.parquet#17,1429059880903877220",
    "42,日本語 🦀,-3720514984126594386"
  })
  void areTheFirstBytesOfSha256OverJobSeedAndId(long jobSeed, String id, long expected) {
    assertThat(Seeds.derive(jobSeed, id)).isEqualTo(expected);
  }
}
