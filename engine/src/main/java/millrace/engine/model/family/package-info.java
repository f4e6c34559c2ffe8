/**
 * Model families: from what a file says of itself to an {@link millrace.engine.model.Architecture}.
 * A new family is one function in {@link millrace.engine.model.family.GgufFamilies}, one in {@link
 * millrace.engine.model.family.HfFamilies}, and its golden test.
 */
package millrace.engine.model.family;
