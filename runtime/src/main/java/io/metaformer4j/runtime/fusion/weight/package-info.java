/** Rewritings that change weights once, when a network is loaded, so that a step is saved in every run. */
package io.metaformer4j.runtime.fusion.weight;
