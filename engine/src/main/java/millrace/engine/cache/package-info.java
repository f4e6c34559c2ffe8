/**
 * The KV cache: fixed-size blocks under a budget in bytes, reference counts, prefix reuse by hash.
 */
package millrace.engine.cache;
