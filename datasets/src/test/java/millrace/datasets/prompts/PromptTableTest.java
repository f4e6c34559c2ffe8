package millrace.datasets.prompts;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.datasets.Fixtures;
import millrace.engine.api.ConfigException;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTableTest {
  @TempDir Path folder;

  private static PromptTable open(Object path) {
    return PromptTable.open(path.toString(), PromptColumns.defaults(), CONF);
  }

  private void copy(String fixture, String name) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    Files.copy(Fixtures.path(fixture), target);
  }

  @Test
  void describesAFileByItsFooter() {
    PromptTable table = Fixtures.open("text-groups.parquet");
    PromptFile file = table.files().get(0);
    assertThat(table.rows()).isEqualTo(25);
    assertThat(file.name()).isEqualTo("text-groups.parquet");
    assertThat(file.length()).isEqualTo(Fixtures.bytes("text-groups.parquet").length);
    assertThat(file.rowGroups())
        .extracting(RowGroup::firstRow, RowGroup::rows)
        .containsExactly(tuple(0, 7), tuple(7, 7), tuple(14, 7), tuple(21, 4));
    assertThat(table.schema().promptKind()).isEqualTo(PromptKind.TEXT);
    assertThat(table.schema().idType()).isEqualTo(IdType.INTEGER);
  }

  private static org.assertj.core.groups.Tuple tuple(long first, long rows) {
    return new org.assertj.core.groups.Tuple(first, rows);
  }

  @Test
  void sizesPromptsInBytesOfText() {
    assertThat(Fixtures.open("text-groups.parquet").files().get(0).rowGroups())
        .extracting(RowGroup::promptBytes)
        .as("7 × \"prompt 0\"; 3 × \"prompt 7\" and 4 × \"prompt 10\"; …")
        .containsExactly(56L, 60L, 63L, 36L);
  }

  @Test
  void sizesTokenIdsByTheirNumber() {
    RowGroup group = Fixtures.open("token-ids-int64.parquet").files().get(0).rowGroups().get(0);
    assertThat(group.promptBytes()).as("9 ids, an empty and a null list").isEqualTo(4 * 11);
  }

  @Test
  void listsFoldersSortedAndLeavesHiddenNamesOut() throws IOException {
    copy("text-without-id.parquet", "b.parquet");
    copy("text-without-id.parquet", "a/z.pq");
    copy("text-without-id.parquet", "a.parquet");
    copy("text-without-id.parquet", "_temporary/x.parquet");
    copy("text-without-id.parquet", ".hidden.parquet");
    Files.createFile(folder.resolve("_SUCCESS"));
    Files.writeString(folder.resolve("README.md"), "not a table");
    assertThat(open(folder).files())
        .extracting(PromptFile::name)
        .containsExactly("a.parquet", "a/z.pq", "b.parquet");
  }

  @Test
  void globsMatchFilesOfAnyNameAndFolders() throws IOException {
    copy("text-without-id.parquet", "x/part-1");
    copy("text-without-id.parquet", "x/part-2");
    copy("text-without-id.parquet", "x/_part-3");
    copy("text-without-id.parquet", "y/sub/p.parquet");
    assertThat(open(folder.resolve("x") + "/*").files())
        .extracting(PromptFile::name)
        .containsExactly("part-1", "part-2");
    assertThat(open(folder + "/{x/part-1,y}").files())
        .extracting(PromptFile::name)
        .containsExactly("x/part-1", "y/sub/p.parquet");
  }

  @Test
  void aFileWhoseNameLooksLikeAGlobIsAFile() throws IOException {
    copy("text-without-id.parquet", "p[1].parquet");
    assertThat(open(folder.resolve("p[1].parquet")).files()).hasSize(1);
  }

  @Test
  void refusesAPathWithNothingToRead() throws IOException {
    assertThatThrownBy(() -> open(folder.resolve("absent")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read prompts: path " + folder.resolve("absent") + ", does not exist");
    Files.writeString(folder.resolve("notes.txt"), "nothing");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot read prompts: path "
                + folder
                + ", no Parquet files, expected names that end in .parquet, .parq or .pq");
    assertThatThrownBy(() -> open("nowhere://bucket/x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("path nowhere://bucket/x")
        .hasMessageContaining("No FileSystem for scheme");
    assertThatThrownBy(() -> open("")).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing-prompt | column prompt, missing, expected one of prompt, messages or prompt_token_ids (nearest column: promt)",
        "nothing-near | column prompt, missing, expected one of prompt, messages or prompt_token_ids",
        "two-prompts | columns prompt and messages, both present, expected one (give the other an empty name to pass it through)",
        "prompt-is-number | column prompt, double, expected a string",
        "id-is-list | column id, list, expected a string or a whole number",
        "messages-of-strings | column messages, list, expected a list of struct with the strings role and content",
        "sampling-wrong-type | column sampling.temperature, string, expected a number",
        "sampling-unknown | column sampling.temprature, unknown, expected a sampling field (nearest field: temperature)",
        "sampling-no-struct | column sampling, double, expected a struct of sampling fields",
      })
  void refusesASchemaNamingColumnAndFile(String fixture, String problem) {
    String file = Fixtures.path(fixture + ".parquet").toUri().toString().replace("///", "/");
    assertThatThrownBy(() -> Fixtures.open(fixture + ".parquet"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read prompts: " + problem + ", in " + file);
  }

  @Test
  void refusesFilesThatDiffer() {
    assertThatThrownBy(() -> Fixtures.open("mixed-type"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching(
            "Cannot read prompts: column lang, optional int64 lang, expected optional binary lang"
                + " \\(STRING\\) as in file:.*/a.parquet, in file:.*/b.parquet");
    assertThatThrownBy(() -> Fixtures.open("mixed-columns"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching(
            "Cannot read prompts: column lang, missing, expected present as in .*/a.parquet, in"
                + " .*/b.parquet");
  }

  @Test
  void columnsMayStandInAnyOrder() {
    assertThat(Fixtures.open("mixed-order").rows()).isEqualTo(2);
  }

  @Test
  void columnNamesCanBeMapped() {
    PromptColumns columns = PromptColumns.defaults().withPrompt("promt").withId("ident");
    PromptSchema schema =
        PromptTable.open(Fixtures.path("missing-prompt.parquet").toString(), columns, CONF)
            .schema();
    assertThat(schema.promptColumn()).isEqualTo("promt");
    assertThat(schema.idType()).isEqualTo(IdType.STRING);
    assertThat(schema.passThrough()).isEmpty();
  }

  @Test
  void aMappedNameMustExist() {
    PromptColumns columns = PromptColumns.defaults().withId("doc_id");
    String path = Fixtures.path("text-pyarrow.parquet").toString();
    assertThatThrownBy(() -> PromptTable.open(path, columns, CONF))
        .hasMessageContaining(
            "Cannot read prompts: column doc_id, missing, it is configured as the id column, in");
  }

  @Test
  void anEmptyNameLeavesAColumnToPassThrough() {
    PromptColumns columns = PromptColumns.defaults().withPrompt("");
    PromptSchema schema =
        PromptTable.open(Fixtures.path("two-prompts.parquet").toString(), columns, CONF).schema();
    assertThat(schema.promptKind()).isEqualTo(PromptKind.MESSAGES);
    assertThat(schema.passThrough()).extracting(Type::getName).containsExactly("prompt");
  }
}
