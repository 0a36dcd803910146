/** Options about the pictures that run through a network, and about what is done to them. */
package io.metaformer4j.cli.argument.pictures;
