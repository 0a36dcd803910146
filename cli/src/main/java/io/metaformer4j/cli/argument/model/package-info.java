/** Options about what a checkpoint holds. */
package io.metaformer4j.cli.argument.model;
