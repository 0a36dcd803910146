/** The recipes of published scripts by name, read from the YAML files of this package. */
package io.metaformer4j.training.recipe.published;
