/**
 * Side-by-side comparisons with PyTorch, timm and Pillow; never part of the tests.
 *
 * <p>A {@code Match} lets contestants take turns: ours in this process, the peers' in Python processes that stay alive and wait
 * for their turn. A machine that is busy or changes its clock hits both alike, so the ratio of a round means more than any
 * single time. Every comparison first proves that both sides compute the same.
 */
package io.metaformer4j.benchmarks;
