/**
 * Models named {@code hf:OWNER/NAME[@REVISION][/FILE]}: downloaded from the Hugging Face hub or a
 * mirror of it, checked, and kept in the hub's own cache folder, where its other tools find them.
 *
 * <p>{@link millrace.jobs.hub.ModelHub} is the door; the command line calls it on the machine that
 * starts a job, executors never do. What the hub says (names, sizes, digests, redirects) is not
 * trusted: see {@code FileNames}, {@code Digest} and {@code HubClient}. Every error is worded by
 * {@code HubFaults}, which keeps the access token out of it.
 */
package millrace.jobs.hub;
