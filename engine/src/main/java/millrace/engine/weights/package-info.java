/**
 * Model files: GGUF and safetensors containers, mapped and checked, and the block formats of their
 * tensors. Knows nothing of what a tensor is for.
 */
package millrace.engine.weights;
