/** The {@code metaformer} command: its entry point, the top of the command tree, and what becomes of failures. */
package io.metaformer4j.cli;
