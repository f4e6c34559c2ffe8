package millrace.datasets.completions;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How the pages of a completion file are compressed. */
public enum Compression {
  /** Smaller files. */
  ZSTD(CompressionCodecName.ZSTD),
  /** A little faster, and readable by very old readers. */
  SNAPPY(CompressionCodecName.SNAPPY),
  /** Not at all. */
  NONE(CompressionCodecName.UNCOMPRESSED);

  private final CompressionCodecName codec;

  Compression(CompressionCodecName codec) {
    this.codec = codec;
  }

  CompressionCodecName codec() {
    return codec;
  }
}
