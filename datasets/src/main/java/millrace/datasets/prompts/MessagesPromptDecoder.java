package millrace.datasets.prompts;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Prompts that are conversations. Fields of a message other than role and content are left out. */
record MessagesPromptDecoder(
    String column, int field, ValueReader list, int roleField, int contentField)
    implements PromptDecoder {

  private static final String EXPECTATION = "a list of struct with the strings role and content";

  static MessagesPromptDecoder of(Type type, int field, String file) {
    ListLayout layout = ListLayout.of(type);
    if (layout == null || layout.element().isPrimitive()) {
      throw PromptSchema.wrongType(type.getName(), type, EXPECTATION, file);
    }
    GroupType message = layout.element().asGroupType();
    return new MessagesPromptDecoder(
        type.getName(),
        field,
        ValueReader.ofList(layout, Group::getGroup),
        textField(type.getName(), message, "role", file),
        textField(type.getName(), message, "content", file));
  }

  private static int textField(String column, GroupType message, String name, String file) {
    String path = column + "." + name;
    if (!message.containsField(name)) {
      throw PromptSchema.wrongType(path, message, EXPECTATION, file);
    }
    Type type = message.getType(name);
    if (!ColumnTypes.isText(type)) {
      throw PromptSchema.wrongType(path, type, "a string", file);
    }
    return message.getFieldIndex(name);
  }

  @Override
  public PromptKind kind() {
    return PromptKind.MESSAGES;
  }

  @Override
  public Prompt decode(Group row) {
    List<?> groups = (List<?>) list.readOptional(row, field);
    if (groups == null || groups.isEmpty()) {
      throw PromptDecoder.empty(column, groups == null ? "null" : "[]", "at least one message");
    }
    List<ChatMessage> messages = new ArrayList<>(groups.size());
    for (Object group : groups) {
      messages.add(message((Group) group, column + "[" + messages.size() + "]"));
    }
    return new Prompt.Messages(messages);
  }

  private ChatMessage message(Group group, String where) {
    if (group == null) {
      throw PromptDecoder.invalid(ErrorCode.INVALID_ROW, where, null, "a message");
    }
    return new ChatMessage(
        text(group, roleField, where + ".role"), text(group, contentField, where + ".content"));
  }

  private static String text(Group message, int field, String where) {
    if (message.getFieldRepetitionCount(field) == 0) {
      throw PromptDecoder.invalid(ErrorCode.INVALID_ROW, where, null, "a string");
    }
    return Utf8Text.decode(message.getBinary(field, 0), where);
  }
}
