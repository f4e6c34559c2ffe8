package millrace.jobs.synthesize;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What a stage was, for card and manifest.
 *
 * @param model its name
 * @param modelSha256 its digest
 * @param modelDescription one line
 * @param candidates answers for each row
 * @param keep which of them went on
 * @param sampling fields that are not the default, and the job's seed
 * @param counts where its rows were lost
 */
public record StageSummary(
    String model,
    @JsonProperty("model_sha256") String modelSha256,
    String modelDescription,
    int candidates,
    String keep,
    Map<String, String> sampling,
    StepCounts counts) {}
