package millrace.jobs.hub;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, taken piece by piece by one thread that waits only so long for each. At
 * most one piece is in flight: the next is asked for when the last was taken.
 */
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {
  private sealed interface Event permits Bytes, End, Failure {}

  private record Bytes(List<ByteBuffer> buffers) implements Event {}

  private record End() implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<TimedBody> subscribed = new CompletableFuture<>();
  private volatile Subscription subscription;

  /**
   * The next bytes; empty at the end, and then no more may be asked for.
   *
   * @throws TransferException when nothing comes for so long, or the connection breaks
   */
  List<ByteBuffer> next(Duration patience) throws TransferException, InterruptedException {
    subscription.request(1);
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new TransferException("stalled for " + Words.of(patience));
    }
    if (event instanceof Failure failure) {
      throw new TransferException("connection broke: " + Words.of(failure.cause()));
    }
    return event instanceof Bytes bytes ? bytes.buffers() : List.of();
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return subscribed;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    subscribed.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failure(cause));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }

  /** Gives up what has not arrived. */
  @Override
  public void close() {
    subscription.cancel();
  }
}
