/** The command that stores weights as bytes. */
package io.metaformer4j.cli.quantize;
