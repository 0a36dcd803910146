/** What a network costs: parameters, multiply-adds and the memory of activations, counted from its plan. */
package io.metaformer4j.zoo.cost;
