package millrace.jobs.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where one repository lies in the cache. The layout is that of the Hugging Face cache, so that
 * models which its tools downloaded are found, and they find ours:
 *
 * <pre>
 * models--OWNER--NAME/
 *   refs/REVISION            the commit that a branch or tag stood at
 *   snapshots/COMMIT/FILE    complete files, or links of those tools into blobs/
 *   blobs/DIGEST             what those links lead to
 *   millrace/COMMIT/         our own: listing.json, and below files/ per file
 *                            FILE.lock, FILE.checked, FILE.ETAG.part
 * </pre>
 *
 * <p>Source of the layout: "Understand caching" in huggingface_hub's documentation.
 */
final class RepositoryCache {
  private final Path root;
  private final HubReference reference;
  private final HubFaults faults;

  RepositoryCache(Path cache, HubReference reference, HubFaults faults) {
    this.root =
        cache
            .toAbsolutePath()
            .normalize()
            .resolve("models--" + reference.owner() + "--" + reference.name());
    this.reference = reference;
    this.faults = faults;
  }

  Path root() {
    return root;
  }

  /** The commit that the reference's revision stands for, as far as the cache knows. */
  Optional<String> commit() {
    if (ListingJson.isCommit(reference.revision())) {
      return Optional.of(reference.revision());
    }
    Path ref = ref();
    try {
      return Files.isRegularFile(ref)
          ? Optional.of(Files.readString(ref).strip()).filter(ListingJson::isCommit)
          : Optional.empty();
    } catch (IOException e) {
      throw faults.local("read cached revision", ref, e);
    }
  }

  /** The list of files that an earlier run stored. */
  Optional<RepositoryListing> listing(String commit) {
    Path file = listingFile(commit);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] json = Files.readAllBytes(file);
      return Optional.of(new ListingJson(faults, file.toString()).read(json))
          .filter(listing -> listing.commit().equals(commit));
    } catch (IOException e) {
      throw faults.local("read cached list of files", file, e);
    }
  }

  /** Keeps the list and what the revision stands for. */
  void store(RepositoryListing listing) {
    Path file = listingFile(listing.commit());
    try {
      OwnerOnly.write(file, ListingJson.write(listing));
      if (!ListingJson.isCommit(reference.revision())) {
        OwnerOnly.write(ref(), listing.commit().getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw faults.local("write list of files", file, e);
    }
  }

  /** The folder of complete files. */
  Path snapshot(String commit) {
    return root.resolve("snapshots").resolve(commit);
  }

  /** What belongs to one file. */
  CachedFile file(String commit, RemoteFile file) {
    Path notes = root.resolve("millrace").resolve(commit).resolve("files").resolve(file.name());
    return new CachedFile(this, snapshot(commit), notes, file, faults);
  }

  private Path listingFile(String commit) {
    return root.resolve("millrace").resolve(commit).resolve("listing.json");
  }

  private Path ref() {
    return root.resolve("refs").resolve(reference.revision());
  }
}
