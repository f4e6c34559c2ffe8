package millrace.datasets.prompts;

import static millrace.datasets.Fixtures.CONF;
import static millrace.datasets.Fixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import millrace.datasets.Fixtures;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptReaderTest {

  private static String outcome(PromptRow row) {
    if (row.error() != null) {
      return row.error().code().name();
    }
    if (row.prompt() instanceof Prompt.TokenIds ids) {
      return java.util.Arrays.toString(ids.ids());
    }
    return row.prompt() instanceof Prompt.Text text ? text.text() : row.prompt().toString();
  }

  @Test
  void readsTextOfPyarrow() {
    List<PromptRow> rows = rows("text-pyarrow.parquet");
    assertThat(rows)
        .extracting(PromptReaderTest::outcome)
        .containsExactly(
            "Once upon a time", "Grüße, 世界 🌊", "EMPTY_PROMPT", "EMPTY_PROMPT", "INVALID_ROW");
    assertThat(rows)
        .extracting(PromptRow::id)
        .containsExactly("a", "b", "c", "d", "text-pyarrow.parquet#4");
    assertThat(rows).extracting(PromptRow::rowIndex).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(rows.get(2).error().message())
        .isEqualTo("Cannot complete: column prompt, null, expected some text");
    assertThat(rows.get(4).error().message())
        .isEqualTo("Cannot read row: column id, null, expected an id");
  }

  @Test
  void readsTextOfPandas() {
    assertThat(rows("text-pandas.parquet"))
        .extracting(PromptRow::id, PromptReaderTest::outcome)
        .containsExactly(pair("10", "one"), pair("-20", "two"), pair("30", "three"));
  }

  private static org.assertj.core.groups.Tuple pair(String id, String outcome) {
    return new org.assertj.core.groups.Tuple(id, outcome);
  }

  @Test
  void derivesIdsFromFileAndRow() {
    assertThat(rows("text-without-id.parquet"))
        .extracting(PromptRow::id)
        .containsExactly(
            "text-without-id.parquet#0", "text-without-id.parquet#1", "text-without-id.parquet#2");
    assertThat(rows("mixed-order"))
        .extracting(PromptRow::id)
        .containsExactly("a.parquet#0", "b.parquet#0");
  }

  @Test
  void readsUnsignedIds() {
    assertThat(rows("id-unsigned.parquet"))
        .extracting(PromptRow::id)
        .containsExactly("1", "18446744073709551615");
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages-element.parquet", "messages-item.parquet"})
  void readsMessages(String fixture) {
    List<PromptRow> rows = rows(fixture);
    assertThat(rows.get(0).prompt())
        .isEqualTo(
            new Prompt.Messages(
                List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "Hi"))));
    assertThat(rows.get(1).prompt())
        .isEqualTo(new Prompt.Messages(List.of(new ChatMessage("user", ""))));
    assertThat(rows.subList(2, 7))
        .extracting(PromptReaderTest::outcome)
        .containsExactly(
            "EMPTY_PROMPT", "EMPTY_PROMPT", "INVALID_ROW", "INVALID_ROW", "INVALID_ROW");
    assertThat(rows.get(4).error().message())
        .isEqualTo("Cannot complete: messages[0].content, null, expected a string");
  }

  @Test
  void otherFieldsOfAMessageAreLeftOut() {
    assertThat(rows("messages-extra-field.parquet").get(0).prompt())
        .isEqualTo(new Prompt.Messages(List.of(new ChatMessage("user", "Hello"))));
  }

  @Test
  void readsTokenIds() {
    assertThat(rows("token-ids-int64.parquet"))
        .extracting(PromptReaderTest::outcome)
        .containsExactly(
            "[1, 2, 3]",
            "EMPTY_PROMPT",
            "EMPTY_PROMPT",
            "INVALID_ROW",
            "INVALID_TOKEN",
            "[2147483647]",
            "INVALID_TOKEN");
    assertThat(rows("token-ids-int32.parquet"))
        .extracting(PromptReaderTest::outcome)
        .containsExactly(
            "[1, 2, 3]", "EMPTY_PROMPT", "EMPTY_PROMPT", "INVALID_ROW", "INVALID_TOKEN");
  }

  @Test
  void malformedUtf8IsARowErrorWithItsOffset() {
    List<PromptRow> rows = rows("invalid-utf8.parquet");
    assertThat(rows)
        .extracting(PromptReaderTest::outcome)
        .containsExactly("good", "INVALID_TEXT", "INVALID_TEXT", "fine");
    assertThat(rows.get(1).error())
        .isEqualTo(
            new RowError(
                ErrorCode.INVALID_TEXT,
                "Cannot read text: column prompt, byte 0xe9 at offset 3 of 5, expected valid UTF-8"));
    assertThat(rows("invalid-utf8-messages.parquet").get(2).error().message())
        .startsWith("Cannot read text: column messages[0].content, byte 0xed at offset 0 of 3");
  }

  @Test
  void anIdOfMalformedUtf8IsReplacedByTheDerivedOne() {
    List<PromptRow> rows = rows("invalid-utf8-id.parquet");
    assertThat(rows)
        .extracting(PromptRow::id)
        .containsExactly("good", "invalid-utf8-id.parquet#1", "invalid-utf8-id.parquet#2", "fine");
    assertThat(rows.get(1).error().code()).isEqualTo(ErrorCode.INVALID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-groups.parquet", "text-groups-gzip-v2.parquet"})
  void anySplitIntoRangesGivesTheSameRows(String fixture) {
    PromptFile file = Fixtures.open(fixture).files().get(0);
    List<String> whole = LongStream.range(0, 25).mapToObj(i -> "prompt " + i).toList();
    for (int size = 1; size <= 26; size++) {
      for (int first = 0; first < size; first++) {
        List<String> joined = new ArrayList<>(texts(file, 0, Math.min(first, 25)));
        for (long at = first; at < 25; at += size) {
          joined.addAll(texts(file, at, Math.min(size, 25 - at)));
        }
        assertThat(joined).as("ranges of %d from %d", size, first).isEqualTo(whole);
      }
    }
  }

  private static List<String> texts(PromptFile file, long first, long count) {
    List<PromptRow> rows = rows(file, first, count);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).rowIndex()).isEqualTo(first + i);
      assertThat(rows.get(i).id()).isEqualTo(String.valueOf(100 + first + i));
    }
    return rows.stream().map(PromptReaderTest::outcome).toList();
  }

  @Test
  void doesNotTouchRowGroupsOutsideTheRange(@TempDir Path folder) throws IOException {
    byte[] bytes = Fixtures.bytes("text-groups.parquet");
    for (int i = 4; i < 64; i++) {
      bytes[i] ^= 0x55; // the first pages of the first row group
    }
    Path broken = Files.write(folder.resolve("text-groups.parquet"), bytes);
    PromptFile file =
        PromptTable.open(broken.toString(), PromptColumns.defaults(), CONF).files().get(0);
    assertThat(texts(file, 7, 18)).hasSize(18).startsWith("prompt 7");
    assertThatThrownBy(() -> rows(file, 6, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot read prompts: row group 0, not readable as Parquet (")
        .hasMessageEndingWith(", in " + file.path());
  }

  @Test
  void refusesARangeBeyondTheFile() {
    PromptFile file = Fixtures.open("text-groups.parquet").files().get(0);
    assertThatThrownBy(() -> rows(file, 20, 6))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read prompts: 6 rows from row 20, the file has 25, in " + file.path());
    assertThatThrownBy(() -> rows(file, -1, 2)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> rows(file, 1, Long.MAX_VALUE)).isInstanceOf(ConfigException.class);
  }

  @Test
  void noticesAFileThatChangedAfterPlanning(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("p.parquet");
    Files.copy(Fixtures.path("text-groups.parquet"), path);
    PromptFile file =
        PromptTable.open(path.toString(), PromptColumns.defaults(), CONF).files().get(0);
    Files.setLastModifiedTime(path, FileTime.fromMillis(file.modified() + 60_000));
    assertThatThrownBy(() -> rows(file, 0, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("file, changed since it was planned");
    Files.delete(path);
    assertThatThrownBy(() -> rows(file, 0, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.path());
  }
}
