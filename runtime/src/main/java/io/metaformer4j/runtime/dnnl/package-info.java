/**
 * oneDNN through its C interface: primitives, weights in the layouts that they want, and calls whose arguments are bound once,
 * so that running one allocates nothing. Every native object has an owner, who closes it.
 */
package io.metaformer4j.runtime.dnnl;
