package millrace.jobs.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Patience NONE = new Patience(Duration.ofMillis(300), Duration.ZERO);
  private static final Patience WITH_PROGRESS = new Patience(Duration.ZERO, Duration.ofMillis(600));

  @Test
  void returnsWhatTheWorkReturns() throws Exception {
    assertThat(new Watchdog(NONE, () -> 0).run("test", () -> 7)).isEqualTo(7);
    Patience endless = new Patience(Duration.ZERO, Duration.ZERO);
    assertThat(new Watchdog(endless, () -> 0).run("test", () -> 7)).isEqualTo(7);
  }

  @Test
  void throwsWhatTheWorkThrowsErrorsToo() {
    assertThatThrownBy(
            () ->
                new Watchdog(NONE, () -> 0)
                    .run(
                        "test",
                        () -> {
                          throw new OutOfMemoryError("much");
                        }))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void givesUpWorkThatTakesTooLongAndInterruptsIt() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                new Watchdog(NONE, () -> 0)
                    .run(
                        "test",
                        () -> {
                          try {
                            Thread.sleep(60_000);
                          } catch (InterruptedException e) {
                            interrupted.countDown();
                          }
                          return null;
                        }))
        .isInstanceOf(HungException.class)
        .hasMessage("it took more than 0.3 s");
    interrupted.await();
  }

  @Test
  void givesUpWorkThatStandsStill() {
    assertThatThrownBy(
            () -> new Watchdog(WITH_PROGRESS, () -> 0).run("test", WatchdogTest::sleepLong))
        .isInstanceOf(HungException.class)
        .hasMessage("it made no progress for 0.6 s");
  }

  private static Object sleepLong() throws InterruptedException {
    Thread.sleep(60_000);
    return null;
  }

  @Test
  void waitsForWorkThatMakesProgressHoweverSlow() throws Exception {
    AtomicInteger steps = new AtomicInteger();
    Object done =
        new Watchdog(WITH_PROGRESS, steps::get)
            .run(
                "test",
                () -> {
                  for (int i = 0; i < 15; i++) {
                    Thread.sleep(100);
                    steps.incrementAndGet();
                  }
                  return "done";
                });
    assertThat(done).isEqualTo("done");
  }

  @Test
  void anInterruptOfTheCallerReachesTheWork() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread caller =
        new Thread(
            () -> {
              try {
                new Watchdog(NONE, () -> 0)
                    .run(
                        "test",
                        () -> {
                          began.countDown();
                          return sleepLong();
                        });
              } catch (InterruptedException e) {
                interrupted.countDown();
              } catch (ExecutionException | HungException e) {
                throw new IllegalStateException(e);
              }
            });
    caller.start();
    began.await();
    caller.interrupt();
    interrupted.await();
    caller.join();
  }
}
