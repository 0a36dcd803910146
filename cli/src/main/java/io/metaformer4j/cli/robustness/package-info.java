/** The command that measures models on pictures unlike those of their training. */
package io.metaformer4j.cli.robustness;
