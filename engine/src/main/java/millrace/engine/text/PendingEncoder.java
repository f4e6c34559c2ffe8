package millrace.engine.text;

import java.util.function.Supplier;

/**
 * An encoder that is built once: when it is first needed, or earlier beside the caller's work. Safe
 * for use by many threads.
 */
final class PendingEncoder {
  private final Supplier<NativeEncoder> maker;
  private volatile NativeEncoder built;

  /**
   * @param maker builds it; may be called again after it has thrown
   */
  PendingEncoder(Supplier<NativeEncoder> maker) {
    this.maker = maker;
  }

  /** Begins to build it on a thread of its own. */
  void begin() {
    Thread builder =
        new Thread(
            () -> {
              try {
                encoder();
              } catch (RuntimeException e) {
                // thrown again to whoever needs the encoder
              }
            },
            "millrace-tokenizer");
    builder.setDaemon(true);
    builder.start();
  }

  /**
   * The encoder; waits until it is built.
   *
   * @throws RuntimeException the maker's
   */
  NativeEncoder encoder() {
    return built == null ? build() : built;
  }

  private synchronized NativeEncoder build() {
    if (built == null) {
      built = maker.get();
    }
    return built;
  }
}
