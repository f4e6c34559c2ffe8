package millrace.engine.api;

/**
 * Why a row has no (whole) completion.
 *
 * @param code stable code, safe to group by
 * @param message one line for a person
 */
public record RowError(ErrorCode code, String message) {}
