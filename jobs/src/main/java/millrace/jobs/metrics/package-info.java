/**
 * The engines' metrics in Spark's metrics system: a plugin whose executor part registers the
 * metrics of its JVM and sends them to the driver, where the driver's part registers their sums.
 * Spark loads it by name, see {@code spark.plugins}.
 */
package millrace.jobs.metrics;
