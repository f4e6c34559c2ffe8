package millrace.jobs.synthesize.recipe;

import java.util.List;

/**
 * What the dataset's card says that nobody can compute.
 *
 * @param title one line
 * @param description Markdown
 * @param languages codes such as en
 * @param license of the dataset, as Hugging Face names it
 * @param modelLicense of the model that wrote it
 * @param tags besides those that every card has
 */
public record CardSpec(
    String title,
    String description,
    List<String> languages,
    String license,
    String modelLicense,
    List<String> tags) {
  public CardSpec {
    languages = List.copyOf(languages);
    tags = List.copyOf(tags);
  }
}
