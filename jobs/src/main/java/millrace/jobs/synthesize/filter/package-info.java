/**
 * Filters over the model's answers. {@link millrace.jobs.synthesize.filter.RowFilter} and its
 * provider are for users, who put their own on the class path; the others are what recipes name.
 * They are made on the driver and travel to the executors.
 */
package millrace.jobs.synthesize.filter;
