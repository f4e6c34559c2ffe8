package millrace.engine.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowBucketsTest {
  @Test
  void everyNumberOfRowsFitsItsBucketAndWastesLittle() {
    for (int rows = 1; rows <= RowBuckets.LARGEST; rows++) {
      int index = RowBuckets.index(rows);
      int size = RowBuckets.rows(index);
      assertThat(index).isBetween(0, RowBuckets.COUNT - 1);
      assertThat(RowBuckets.index(size)).isEqualTo(index);
      assertThat(size).isBetween(Math.max(2, rows), Math.max(2, rows + rows / 8 + 3));
    }
    assertThat(RowBuckets.rows(RowBuckets.COUNT - 1)).isEqualTo(RowBuckets.LARGEST);
  }
}
