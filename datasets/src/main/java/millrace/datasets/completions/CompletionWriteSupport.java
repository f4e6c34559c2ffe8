package millrace.datasets.completions;

import java.util.Map;
import millrace.engine.api.Completion;
import millrace.engine.api.MeanEntropy;
import millrace.engine.api.RowError;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.example.data.GroupWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Turns completions into Parquet records, column by column in the order of the schema. */
final class CompletionWriteSupport extends WriteSupport<OutputRow> {
  private final CompletionSchema schema;
  private RecordConsumer consumer;
  private ColumnEmitter columns;

  CompletionWriteSupport(CompletionSchema schema) {
    this.schema = schema;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema.columns(), Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema.columns(), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
    columns = new ColumnEmitter(recordConsumer);
  }

  @Override
  public void write(OutputRow row) {
    if (row instanceof StoredCompletion stored) {
      new GroupWriter(consumer, schema.columns()).write(stored.row());
    } else {
      write((CompletionRow) row);
    }
  }

  private void write(CompletionRow row) {
    consumer.startMessage();
    columns.restart();
    writeId(row.input().id());
    if (schema.isOfScores()) {
      writeScore(row.completion());
    } else {
      writeCompletion(row);
    }
    writeError(row.completion().error());
    writeOptional(row);
    row.input().extra().write(consumer, schema.passThrough(), columns.index());
    consumer.endMessage();
  }

  private void writeScore(Completion completion) {
    Score score = completion.error() == null ? Score.of(completion) : Score.NOTHING;
    columns.add("prompt_tokens", completion.promptTokens());
    columns.add("tokens", (int) score.tokens());
    double logLikelihood = completion.error() == null ? score.logLikelihood() : Double.NaN;
    addUnlessNaN("log_likelihood", logLikelihood);
    addUnlessNaN("perplexity", score.perplexity());
    addUnlessNaN("mean_entropy", score.meanEntropy());
  }

  private void addUnlessNaN(String name, double value) {
    if (Double.isNaN(value)) {
      columns.skip();
    } else {
      columns.add(name, value);
    }
  }

  private void writeCompletion(CompletionRow row) {
    Completion completion = row.completion();
    columns.add("sample_index", completion.sampleIndex());
    if (schema.hasSetting()) {
      columns.add("setting", row.setting());
    }
    columns.add("completion", completion.text());
    columns.add("prompt_tokens", completion.promptTokens());
    columns.add("completion_tokens", completion.completionTokens());
    columns.add("cached_prompt_tokens", completion.cachedPromptTokens());
    columns.add("stop_reason", completion.stopReason().label());
    columns.add("stop_match", completion.stopMatch());
    columns.add("cumulative_logprob", completion.cumulativeLogprob());
    columns.add("seed", completion.seed());
    columns.add("generate_ms", completion.generateMillis());
  }

  /** An id of a string column goes as it is; a derived one does not fit an integer column. */
  private void writeId(String id) {
    PrimitiveTypeName type = schema.id().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.BINARY) {
      columns.add("id", id);
    } else if (id.indexOf('#') >= 0) {
      columns.skip();
    } else if (type == PrimitiveTypeName.INT32) {
      columns.add("id", (int) number(id));
    } else {
      columns.add("id", number(id));
    }
  }

  /** The bits of a whole number, signed or not. */
  static long number(String id) {
    return id.startsWith("-") ? Long.parseLong(id) : Long.parseUnsignedLong(id);
  }

  private void writeError(RowError error) {
    if (error == null) {
      columns.skip();
      return;
    }
    columns.addGroup(
        "error",
        fields -> {
          fields.add("code", error.code().name());
          fields.add("message", error.message());
        });
  }

  private void writeOptional(CompletionRow row) {
    for (OptionalColumn column : OptionalColumn.values()) {
      if (!schema.has(column)) {
        continue;
      }
      switch (column) {
        case TOKEN_IDS -> columns.addInts(column.label(), row.completion().tokenIds());
        case LOGPROBS -> columns.addLogprobs(column.label(), row.completion().logprobs());
        case PROMPT_LOGPROBS ->
            columns.addLogprobs(column.label(), row.completion().promptLogprobs());
        case MEAN_ENTROPY -> {
          MeanEntropy entropy = row.completion().entropy();
          addUnlessNaN(column.label(), entropy == null ? Double.NaN : entropy.completion());
        }
        case PROMPT -> columns.add(column.label(), PromptText.of(row.input().prompt()));
      }
    }
  }

  /** Binds the support to a file. */
  static final class Builder extends ParquetWriter.Builder<OutputRow, Builder> {
    private final CompletionSchema schema;

    Builder(OutputFile file, CompletionSchema schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<OutputRow> getWriteSupport(Configuration conf) {
      return new CompletionWriteSupport(schema);
    }

    @Override
    protected WriteSupport<OutputRow> getWriteSupport(ParquetConfiguration conf) {
      return new CompletionWriteSupport(schema);
    }
  }
}
