/**
 * Python's pickles, read by an interpreter that can only build data, and written so that PyTorch reads them. What would run
 * code is refused by name; what is merely strange becomes an {@link io.metaformer4j.weights.OpaqueObject}.
 */
package io.metaformer4j.weights.pickle;
