package millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds docs/faults.md: it has every case, and the tests that it names exist. */
class FaultsPageTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| ([^|]*) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  private static String page() throws IOException {
    return Files.readString(PROJECT.resolve("docs/faults.md"));
  }

  /** The text of each test class by its name. */
  private static TreeMap<String, String> testClasses() throws IOException {
    TreeMap<String, String> classes = new TreeMap<>();
    for (String module : List.of("engine", "datasets", "jobs")) {
      List<Path> files;
      try (var all = Files.walk(PROJECT.resolve(module).resolve("src/test/java"))) {
        files = all.filter(file -> file.toString().endsWith("Test.java")).toList();
      }
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".java", "");
        classes.merge(name, Files.readString(file), String::concat);
      }
    }
    return classes;
  }

  @Test
  void everyCaseNamesATest() throws IOException {
    TreeSet<Integer> cases = new TreeSet<>();
    Matcher rows = ROW.matcher(page());
    while (rows.find()) {
      assertThat(rows.group(2)).as("case " + rows.group(1)).containsPattern(TEST);
      cases.add(Integer.parseInt(rows.group(1)));
    }
    Set<Integer> expected =
        IntStream.rangeClosed(1, 42)
            .filter(number -> number < 31 || number > 34)
            .boxed()
            .collect(Collectors.toSet());
    assertThat(cases).isEqualTo(expected);
  }

  @Test
  void everyNamedTestExists() throws IOException {
    TreeMap<String, String> classes = testClasses();
    List<String> missing = new ArrayList<>();
    Matcher tests = TEST.matcher(page());
    while (tests.find()) {
      String source = classes.getOrDefault(tests.group(1), "");
      if (!Pattern.compile("\\bvoid " + tests.group(2) + "\\(").matcher(source).find()) {
        missing.add(tests.group());
      }
    }
    assertThat(missing).isEmpty();
  }
}
