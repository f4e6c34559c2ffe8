package millrace.datasets.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import millrace.datasets.Fixtures;
import millrace.engine.api.ConfigException;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;

class CompletionSchemaTest {
  private static CompletionSchema of(String fixture, Set<OptionalColumn> optional) {
    return CompletionSchema.of(Fixtures.open(fixture).schema(), optional);
  }

  @Test
  void hasTheColumnsOfTheContract() {
    assertThat(CompletionSchema.plain(EnumSet.allOf(OptionalColumn.class)).columns())
        .isEqualTo(
            MessageTypeParser.parseMessageType(
                """
                message completions {
                  optional binary id (STRING);
                  required int32 sample_index;
                  required binary completion (STRING);
                  required int32 prompt_tokens;
                  required int32 completion_tokens;
                  required int32 cached_prompt_tokens;
                  required binary stop_reason (STRING);
                  optional binary stop_match (STRING);
                  required double cumulative_logprob;
                  required int64 seed;
                  required int64 generate_ms;
                  optional group error {
                    required binary code (STRING);
                    required binary message (STRING);
                  }
                  optional group token_ids (LIST) {
                    repeated group list { required int32 element; }
                  }
                  optional group logprobs (LIST) {
                    repeated group list {
                      required group element {
                        required int32 token_id;
                        required float logprob;
                        required group top (LIST) {
                          repeated group list {
                            required group element {
                              required int32 token_id;
                              required float logprob;
                            }
                          }
                        }
                      }
                    }
                  }
                  optional group prompt_logprobs (LIST) {
                    repeated group list {
                      required group element {
                        required int32 token_id;
                        required float logprob;
                        required group top (LIST) {
                          repeated group list {
                            required group element {
                              required int32 token_id;
                              required float logprob;
                            }
                          }
                        }
                      }
                    }
                  }
                  optional double mean_entropy;
                  optional binary prompt (STRING);
                }
                """));
  }

  @Test
  void passesColumnsThroughWithTheirTypes() {
    var input = Fixtures.open("nested.parquet").schema();
    var output = CompletionSchema.of(input, Set.of()).columns();
    assertThat(input.passThrough()).hasSize(22);
    assertThat(output.getFields().subList(12, 34)).isEqualTo(input.passThrough());
  }

  @Test
  void theIdKeepsItsType() {
    assertThat(of("text-pyarrow.parquet", Set.of()).columns().getType("id"))
        .hasToString("optional binary id (STRING)");
    assertThat(of("text-pandas.parquet", Set.of()).columns().getType("id"))
        .hasToString("optional int64 id");
    assertThat(of("text-groups.parquet", Set.of()).columns().getType("id"))
        .hasToString("optional int32 id");
    assertThat(of("id-unsigned.parquet", Set.of()).columns().getType("id"))
        .hasToString("optional int64 id (INTEGER(64,false))");
    assertThat(of("text-without-id.parquet", Set.of()).columns().getType("id"))
        .hasToString("optional binary id (STRING)");
  }

  @Test
  void refusesAPassedColumnOfAnOutputColumnsName() {
    assertThatThrownBy(() -> of("colliding.parquet", Set.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching(
            "Cannot write completions: column seed, passed through from the prompts, has the name"
                + " of the output column seed; rename it in the input, for example to input_seed,"
                + " in file:.*/colliding.parquet");
    assertThatThrownBy(() -> of("colliding-case.parquet", Set.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("column Stop_Reason, passed through")
        .hasMessageContaining("the output column stop_reason;");
  }

  @Test
  void thePromptItselfIsNotPassedThrough() {
    assertThat(of("text-pyarrow.parquet", Set.of()).columns().getFields())
        .extracting(Type::getName)
        .doesNotContain("prompt")
        .endsWith("error", "lang");
    assertThat(of("text-pyarrow.parquet", Set.of(OptionalColumn.PROMPT)).columns().getFields())
        .extracting(Type::getName)
        .endsWith("error", "prompt", "lang");
  }
}
