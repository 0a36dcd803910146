/** From a network's description and weights to the plan that has one step for each operation. */
package io.metaformer4j.runtime.compile;
