package millrace.jobs.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.jobs.plan.WorkUnit;

/**
 * Which files of the completion table are in place, by their names in one listing of the folder. Of
 * several versions of a unit the last counts; the others are what a retry left when it was
 * interrupted.
 */
public final class FolderContents {
  private static final Pattern NAME = Pattern.compile("(part-.*?)(?:-r([1-9]\\d{0,8}))?\\.parquet");

  private final Map<String, TreeSet<Integer>> versions = new HashMap<>();

  FolderContents(List<String> names) {
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        versions.computeIfAbsent(matcher.group(1), stem -> new TreeSet<>()).add(version(matcher));
      }
    }
  }

  /** The file that holds a unit's rows. */
  public Optional<OutputFile> latest(WorkUnit unit) {
    TreeSet<Integer> present = versions.get(new OutputFile(unit, 0).stem());
    return Optional.ofNullable(present).map(all -> new OutputFile(unit, all.last()));
  }

  /** The files of the units of a plan that are in place, in its order. */
  public List<OutputFile> finished(List<WorkUnit> plan) {
    return plan.stream().map(this::latest).flatMap(Optional::stream).toList();
  }

  /** Whether a file of that name, without its ending, is in place. */
  boolean has(String stem) {
    Matcher matcher = NAME.matcher(stem + OutputFile.ENDING);
    if (!matcher.matches() || !versions.containsKey(matcher.group(1))) {
      return false;
    }
    return versions.get(matcher.group(1)).contains(version(matcher));
  }

  private static int version(Matcher name) {
    return name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
  }

  /** The highest version of all. */
  int lastPass() {
    return versions.values().stream().mapToInt(TreeSet::last).max().orElse(0);
  }

  /** The versions that a later one replaces, as file names without their ending. */
  List<String> superseded() {
    List<String> stems = new ArrayList<>();
    versions.forEach(
        (stem, present) -> {
          for (int version : present.headSet(present.last())) {
            stems.add(version == 0 ? stem : stem + OutputFile.VERSION_MARK + version);
          }
        });
    return stems;
  }
}
