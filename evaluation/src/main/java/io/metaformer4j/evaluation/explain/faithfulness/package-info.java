/**
 * Whether an explanation shows what the network rests on: {@link
 * io.metaformer4j.evaluation.explain.faithfulness.FaithfulnessMeter} takes the places away that it names first, or brings
 * them back, and watches the probability of the class.
 */
package io.metaformer4j.evaluation.explain.faithfulness;
