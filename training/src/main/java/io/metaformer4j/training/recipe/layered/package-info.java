/** Recipes made in layers, with the origin of every value, and the files that people write for them. */
package io.metaformer4j.training.recipe.layered;
