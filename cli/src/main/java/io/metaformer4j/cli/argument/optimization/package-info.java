/** The options of how weights change and which of them are kept, and what they mean to a recipe. */
package io.metaformer4j.cli.argument.optimization;
