/** What a network costs: parameters and multiply-adds, counted from its plan. */
package io.metaformer4j.zoo.cost;
