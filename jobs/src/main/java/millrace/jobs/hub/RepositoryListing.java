package millrace.jobs.hub;

import java.util.List;
import java.util.Optional;

/**
 * The files of a repository at one commit.
 *
 * @param commit 40 hexadecimal digits
 */
record RepositoryListing(String commit, List<RemoteFile> files) {
  RepositoryListing {
    files = List.copyOf(files);
  }

  Optional<RemoteFile> find(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }
}
