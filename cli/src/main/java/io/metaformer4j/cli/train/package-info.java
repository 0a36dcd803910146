/** The sub-command that trains, its own options, and what happens around a training on the command line. */
package io.metaformer4j.cli.train;
