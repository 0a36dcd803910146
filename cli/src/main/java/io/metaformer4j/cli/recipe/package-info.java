/** Which recipe a training has: a published one, one of a file, values of a config and options, in layers. */
package io.metaformer4j.cli.recipe;
