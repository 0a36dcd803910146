/** Explanations that follow the score back to the values of the picture itself. */
package io.metaformer4j.evaluation.explain.attribution;
