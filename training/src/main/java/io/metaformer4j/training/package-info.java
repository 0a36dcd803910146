/**
 * Training of MetaFormers for any {@link io.metaformer4j.training.objective.Objective}, usually to tell classes apart: a
 * {@link io.metaformer4j.training.recipe.TrainingRecipe} holds every hyper-parameter, a
 * {@link io.metaformer4j.training.Trainer} follows it, reports to {@link io.metaformer4j.training.TrainingListener}s, and writes
 * checkpoints from which a run continues bit for bit.
 *
 * <p><b>Speed on Linux.</b> A training step allocates and frees the same large blocks again and again. Start the JVM with
 * {@code MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=67108864} in the environment, or
 * the C library gives the memory back to the kernel after every step and pays for new pages in the next.
 */
package io.metaformer4j.training;
