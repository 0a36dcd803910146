/** The commands that make files to keep or to publish out of training checkpoints. */
package io.metaformer4j.cli.checkpoint;
