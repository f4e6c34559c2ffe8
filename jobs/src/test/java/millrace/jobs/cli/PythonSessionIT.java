package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import millrace.jobs.testing.PythonEnvironment;
import millrace.jobs.testing.SparkHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python module, installed by pip, in a PySpark session with the packaged jar. */
class PythonSessionIT {
  @TempDir Path folder;

  @Test
  void generatesInAPySparkSession() throws Exception {
    PythonEnvironment python = PythonEnvironment.require();
    Path home =
        SparkHome.make(
            Path.of(System.getProperty("millrace.spark.submit")),
            Path.of(System.getProperty("millrace.lib")),
            Path.of("target", "python-spark").toAbsolutePath());
    SparkHome.environment(home).forEach(python::with);
    python.with("SPARK_LOCAL_IP", "127.0.0.1");
    python.with("MILLRACE_JAR", System.getProperty("millrace.spark.jar"));
    python.with("PYTHONPATH", python.install(folder.resolve("installed")).toString());
    String printed = python.run("tests/pyspark_session.py", folder, "embedded");
    assertThat(printed).contains("the session is over");
  }
}
