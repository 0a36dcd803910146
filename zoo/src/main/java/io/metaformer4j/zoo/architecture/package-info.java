/**
 * The description of a network: {@code stem -> stages -> head}, in immutable records. A token mixer is a record with its
 * formula, and every reader of descriptions is a visitor, so that the compiler finds the readers that a new one concerns.
 */
package io.metaformer4j.zoo.architecture;
