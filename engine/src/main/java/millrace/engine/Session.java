package millrace.engine;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import millrace.engine.api.EngineSettings;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;

/** A model and an engine on it, opened together and closed together. */
public record Session(LoadedModel model, Engine engine) implements AutoCloseable {

  /**
   * Opens a model and starts an engine on it. While the model is opened, a thread of its own loads
   * and tries the native library.
   *
   * @param path as for {@link LoadedModel#open}
   * @throws millrace.engine.api.MillraceException as {@link LoadedModel#open} and {@link
   *     Engine#open}
   */
  public static Session open(Path path, EngineSettings settings) {
    CompletableFuture<Backend> backend =
        CompletableFuture.supplyAsync(() -> Backends.choose(settings), Session::start);
    LoadedModel model;
    try {
      model = LoadedModel.open(path);
    } catch (RuntimeException | Error e) {
      backend.thenAccept(Backend::close);
      throw e;
    }
    try {
      return new Session(model, Engine.open(model, settings, join(backend)));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "millrace-backend");
    thread.setDaemon(true);
    thread.start();
  }

  /** What a future came to, or the exception itself that ended it. */
  private static Backend join(CompletableFuture<Backend> backend) {
    try {
      return backend.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a supplier cannot throw checked exceptions
    }
  }

  @Override
  public void close() {
    engine.close();
    model.close();
  }
}
