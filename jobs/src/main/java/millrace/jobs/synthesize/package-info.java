/**
 * Makes a dataset by a recipe: seed rows, stages in which the model answers, filters, duplicates,
 * split, files and card. Called by the command {@code synthesize}.
 *
 * <h2>Steps</h2>
 *
 * <p>Every step leaves a Parquet table below {@code _stages/} of the output folder, and a step
 * whose table is whole ({@code _SUCCESS}) is not done again:
 *
 * <ol>
 *   <li>{@code seed}: the rows with their ids (see {@code Seeds}).
 *   <li>{@code NAME/prompts}, {@code NAME/completions}, {@code NAME/judged} for each stage: the
 *       prompt table, what {@code GenerateJob} makes of it, resumable in itself, and each candidate
 *       with the reason for which it was dropped, if it was.
 *   <li>{@code dataset}: the last stage's rows with chat, the reason for which a row was dropped as
 *       a duplicate, and its side of the split.
 * </ol>
 *
 * <p>Then the files are written below {@code _stages/export} and moved to their places, the card
 * after them, {@code _SUCCESS} last. Interrupted there, the export is done again.
 *
 * <p>A row keeps its columns in the struct {@code row}, so that they meet no column of Millrace's
 * own. Its id tells where it comes from: {@code SEED/STAGE.CANDIDATE/…}. As a row's tokens depend
 * on its id, never on its place, the dataset is the same however Spark cuts it.
 */
package millrace.jobs.synthesize;
