/**
 * Files of which parts are read from elsewhere as they are wanted, and the memory for what is likely to be wanted next. Where
 * the bytes come from is for {@code io.metaformer4j.weights.hub}.
 */
package io.metaformer4j.weights.range;
