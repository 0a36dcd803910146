/** Rewritings that store the operands of products in fewer bits; unlike all others they change what is computed. */
package io.metaformer4j.runtime.fusion.narrow;
