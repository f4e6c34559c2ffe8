package millrace.engine.text.template;

/** Whether a rendered conversation ends with the opening of the assistant's next turn. */
public enum GenerationPrompt {
  /** The model is to answer: {@code add_generation_prompt} is true. */
  ADD,
  /** The conversation alone. */
  OMIT
}
