/**
 * The engine for processors: networks run as fused plans on oneDNN and vector instructions, without libtorch.
 *
 * <pre>
 * Architecture + weights --compile--&gt; ExecutionPlan --fusion--&gt; ExecutionPlan --bind--&gt; frames of memory and code
 * ImageBatch + Request  --exec: threads, steps, tiles--&gt; Outputs
 * </pre>
 */
package io.metaformer4j.runtime;
