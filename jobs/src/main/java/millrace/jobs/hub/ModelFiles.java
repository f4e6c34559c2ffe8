package millrace.jobs.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.ConfigException;

/**
 * Which files of a repository make a model.
 *
 * @param form what the model is opened by
 * @param files what to have for it; of a GGUF model the first is the one to open
 */
record ModelFiles(Form form, List<RemoteFile> files) {
  static final String INDEX = "model.safetensors.index.json";

  private static final String SINGLE = "model.safetensors";
  private static final String CONFIG = "config.json";
  private static final List<String> SMALL =
      List.of(
          CONFIG,
          "tokenizer.json",
          "tokenizer_config.json",
          "generation_config.json",
          "special_tokens_map.json",
          "chat_template.jinja");
  private static final String PROJECTOR_PREFIX = "mmproj";
  private static final Pattern PART = Pattern.compile("(.+)-([0-9]{5})-of-([0-9]{5})\\.gguf");
  private static final int MOST_PARTS = 1000;
  private static final int MOST_CHOICES_SHOWN = 12;

  /** Of the model on the disk. */
  enum Form {
    /** A .gguf file, with its parts beside it. */
    GGUF,
    /** A directory with config.json, tokenizer and model.safetensors. */
    DIRECTORY,
    /** A directory as {@link #DIRECTORY}; the index among its files names those with weights. */
    INDEXED_DIRECTORY
  }

  /**
   * Chooses: the file that the reference names, else safetensors, else the one GGUF model.
   *
   * @throws ConfigException when there is none, or more than one
   */
  static ModelFiles choose(RepositoryListing listing, HubReference reference, HubFaults faults) {
    return new Choice(listing, reference, faults).choose();
  }

  private record Choice(RepositoryListing listing, HubReference reference, HubFaults faults) {
    ModelFiles choose() {
      if (reference.file().isPresent()) {
        return gguf(reference.file().get());
      }
      Optional<RemoteFile> single = listing.find(SINGLE);
      Optional<RemoteFile> weights = single.or(() -> listing.find(INDEX));
      return weights.isPresent() && listing.find(CONFIG).isPresent()
          ? directory(single.isPresent() ? Form.DIRECTORY : Form.INDEXED_DIRECTORY, weights.get())
          : onlyGguf();
    }

    private ModelFiles directory(Form form, RemoteFile weights) {
      List<RemoteFile> files = new ArrayList<>();
      SMALL.forEach(name -> listing.find(name).ifPresent(files::add));
      files.add(weights);
      return new ModelFiles(form, files);
    }

    private ModelFiles onlyGguf() {
      List<String> choices = choices();
      if (choices.isEmpty()) {
        String expectation = "expected config.json with %s, or a .gguf file".formatted(SINGLE);
        throw refuse("model", "none", expectation);
      }
      if (choices.size() > 1) {
        throw refuse("file", "not named", "choose " + shown(choices));
      }
      return gguf(choices.get(0));
    }

    private ModelFiles gguf(String name) {
      List<RemoteFile> parts = new ArrayList<>();
      for (String part : partNames(name)) {
        parts.add(listing.find(part).orElseThrow(() -> missing(part)));
      }
      return new ModelFiles(Form.GGUF, parts);
    }

    private List<String> partNames(String name) {
      Matcher split = PART.matcher(name);
      if (!split.matches()) {
        return List.of(name);
      }
      int count = Integer.parseInt(split.group(3));
      if (count < 1 || count > MOST_PARTS) {
        throw refuse("file", name, "expected 1 … " + MOST_PARTS + " parts");
      }
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        names.add("%s-%05d-of-%05d.gguf".formatted(split.group(1), i, count));
      }
      return names;
    }

    /** Of a split model the first part; projectors of images are no models. */
    private List<String> choices() {
      return listing.files().stream()
          .map(RemoteFile::name)
          .filter(HubReference::isGguf)
          .filter(name -> !name.substring(name.lastIndexOf('/') + 1).startsWith(PROJECTOR_PREFIX))
          .filter(this::isWholeOrFirst)
          .sorted()
          .toList();
    }

    private boolean isWholeOrFirst(String name) {
      Matcher split = PART.matcher(name);
      return !split.matches() || Integer.parseInt(split.group(2)) == 1;
    }

    private ConfigException missing(String name) {
      List<String> choices = choices();
      String expectation = choices.isEmpty() ? "has no .gguf file" : "has " + shown(choices);
      return refuse("file", name + " missing", expectation);
    }

    private static String shown(List<String> choices) {
      int more = choices.size() - MOST_CHOICES_SHOWN;
      String first = String.join(" or ", choices.subList(0, choices.size() - Math.max(more, 0)));
      return more > 0 ? first + " or one of " + more + " more" : first;
    }

    private ConfigException refuse(String field, String value, String expectation) {
      return faults.config(
          "choose model of " + reference, field, value, expectation, faults.host());
    }
  }
}
