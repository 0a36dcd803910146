/**
 * The description of a network: {@code stem -> stages -> head}, in immutable records. A token mixer is a record with its
 * formula, and whoever reads descriptions is a visitor, so that the compiler says who must learn a new one.
 */
package io.metaformer4j.zoo.architecture;
