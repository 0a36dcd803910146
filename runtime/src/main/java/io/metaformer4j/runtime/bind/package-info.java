/**
 * From steps of a plan to code on memory: a binder for each group of steps compiles primitives, packs weights and cuts the work
 * into tiles. How a step is cut depends on the network and the size of the picture, not on which threads take the tiles.
 */
package io.metaformer4j.runtime.bind;
