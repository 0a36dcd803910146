/** The command that shows where in a picture a network looks. */
package io.metaformer4j.cli.explain;
