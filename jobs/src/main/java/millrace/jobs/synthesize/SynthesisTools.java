package millrace.jobs.synthesize;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.run.GenerateJob;

/**
 * What a synthesis needs of its surroundings.
 *
 * @param settings a new builder with the job's settings, to which a stage adds its own
 * @param models from settings to the model's path on this machine
 * @param engines opens engines
 * @param progress shows how a stage's rows are completed
 * @param say takes one line for people at the beginning of each step
 */
public record SynthesisTools(
    Supplier<SettingsBuilder> settings,
    Function<Settings, Path> models,
    EngineFactory engines,
    GenerateJob.ProgressView progress,
    Consumer<String> say) {}
