/** The values of a training, from recipes, configs and options: how they are laid over each other, printed and kept. */
package io.metaformer4j.cli.recipe;
