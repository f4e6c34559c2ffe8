package millrace.jobs.hub;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a repository, as the hub lists it.
 *
 * @param name relative path, checked to be plain
 * @param size in bytes; some mirrors do not tell
 * @param digest of its content; some mirrors do not tell
 */
record RemoteFile(String name, OptionalLong size, Optional<Digest> digest) {}
