package millrace.jobs.hub;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;
import millrace.jobs.hub.ModelFiles.Form;
import millrace.jobs.hub.StatusCheck.Offer;

/**
 * Finds models by their name on the hub: in the cache when they are complete there, else by
 * downloading what is missing. Safe for use by several threads and processes at once.
 *
 * <p>A branch is looked up when it is first used; from then on the cache answers, so that reruns
 * need no network and use the same files. Another revision, or removing the model's folder in the
 * cache, brings newer ones.
 */
public final class ModelHub {
  private static final int MOST_LISTING_BYTES = 64 << 20;

  private final HubSettings settings;
  private final HubFaults faults;
  private final HubClient client;
  private final StatusCheck statuses;
  private final Retries retries;

  /** A hub with those settings. */
  public ModelHub(HubSettings settings) {
    this(settings, time -> Thread.sleep(time.toMillis()));
  }

  /** As {@link #ModelHub(HubSettings)}, with another way to wait between attempts. */
  ModelHub(HubSettings settings, Retries.Pause pause) {
    this.settings = settings;
    this.faults = new HubFaults(settings);
    this.client = new HubClient(settings);
    Offer offer = settings.token().isPresent() ? Offer.TOKEN : Offer.NO_TOKEN;
    this.statuses = new StatusCheck(faults, offer);
    this.retries = new Retries(faults, settings.attempts(), pause);
  }

  /**
   * The path of the model on this machine: a .gguf file (of a split model the first part, the
   * others beside it), or a directory with config.json, tokenizer and safetensors. All its files
   * are complete, of the size and digest that the hub told.
   *
   * @throws ConfigException when the model cannot be had: no such name, no access, no network,
   *     offline, no space, or a repository that leaves more than one choice
   * @throws ModelFileException when the hub sends something else than it announces
   */
  public Path resolve(HubReference reference, DownloadProgress listener) {
    return new Resolution(
            reference, new RepositoryCache(settings.cache(), reference, faults), listener)
        .resolve();
  }

  /** Finding one model. */
  private final class Resolution {
    private final HubReference reference;
    private final RepositoryCache cache;
    private final DownloadProgress listener;
    private final HubAddresses addresses;

    Resolution(HubReference reference, RepositoryCache cache, DownloadProgress listener) {
      this.reference = reference;
      this.cache = cache;
      this.listener = listener;
      this.addresses = new HubAddresses(settings.endpoint(), reference);
    }

    Path resolve() {
      RepositoryListing listing = listing();
      ModelFiles model = ModelFiles.choose(listing, reference, faults);
      List<Path> paths = bring(listing, model.files());
      if (model.form() == Form.GGUF) {
        return paths.get(0);
      }
      if (model.form() == Form.INDEXED_DIRECTORY) {
        Path index = cache.snapshot(listing.commit()).resolve(ModelFiles.INDEX);
        bring(listing, ShardIndex.read(index, listing, faults));
      }
      return cache.snapshot(listing.commit());
    }

    private RepositoryListing listing() {
      Optional<String> commit = cache.commit();
      Optional<RepositoryListing> stored = commit.flatMap(cache::listing);
      if (stored.filter(this::mayServe).isPresent()) {
        return stored.get();
      }
      if (settings.offline() == Offline.ON) {
        return commit
            .flatMap(known -> SnapshotListing.of(cache, known, faults))
            .or(() -> stored)
            .orElseThrow(() -> offline(reference.toString()));
      }
      return commit
          .filter(known -> stored.isEmpty())
          .map(this::fetchListing)
          .filter(this::mayServe)
          .orElseGet(() -> fetchListing(reference.revision()));
    }

    private RepositoryListing fetchListing(String revision) {
      URI uri = addresses.listing(revision);
      RepositoryListing fresh =
          retries.call(reference.toString(), listener, () -> downloadListing(uri));
      if (ListingJson.isCommit(revision) && !fresh.commit().equals(revision)) {
        throw faults.modelFile(
            "download " + reference, "sha", fresh.commit(), "expected " + revision, faults.host());
      }
      cache.store(fresh);
      return fresh;
    }

    /** A file that was added since then is worth another look. */
    private boolean mayServe(RepositoryListing stored) {
      return reference.file().flatMap(stored::find).isPresent() == reference.file().isPresent();
    }

    private RepositoryListing downloadListing(URI uri)
        throws TransferException, InterruptedException {
      try (Answer answer = client.get(uri, Map.of(), Map.of())) {
        statuses.require(answer, reference.toString());
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        List<ByteBuffer> buffers = answer.body().next(client.patience());
        while (!buffers.isEmpty() && json.size() <= MOST_LISTING_BYTES) {
          for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            json.writeBytes(bytes);
          }
          buffers = answer.body().next(client.patience());
        }
        return new ListingJson(faults, faults.host()).read(json.toByteArray());
      }
    }

    private List<Path> bring(RepositoryListing listing, List<RemoteFile> files) {
      List<CachedFile> places =
          files.stream().map(file -> cache.file(listing.commit(), file)).toList();
      requireSpace(places);
      return places.stream()
          .map(place -> place.complete().orElseGet(() -> bring(listing, place)))
          .toList();
    }

    /** Fails before the first byte, when the disk cannot hold the last. */
    private void requireSpace(List<CachedFile> places) {
      long missing = 0;
      for (CachedFile place : places) {
        long bytes = place.missingBytes();
        missing = bytes > Long.MAX_VALUE - missing ? Long.MAX_VALUE : missing + bytes;
      }
      if (missing > 0 && settings.offline() == Offline.OFF) {
        places.get(0).requireSpace(missing);
      }
    }

    private Path bring(RepositoryListing listing, CachedFile place) {
      RemoteFile file = place.file();
      if (settings.offline() == Offline.ON) {
        throw offline(reference.repository() + "/" + file.name());
      }
      Transfer transfer = new Transfer(client, statuses, faults, file, listener);
      URI uri = addresses.file(listing.commit(), file.name());
      return new FileDownload(place, uri, transfer, retries).run();
    }

    private ConfigException offline(String what) {
      return faults.config(
          "download " + what,
          "HF_HUB_OFFLINE",
          "on",
          "missing or damaged in the cache",
          cache.root());
    }
  }
}
