/** The {@code metaformer} command: argument parsing and printing, nothing else. */
package io.metaformer4j.cli;
