/** The hyper-parameters of a training run as data, and how they look in JSON. */
package io.metaformer4j.training.recipe;
