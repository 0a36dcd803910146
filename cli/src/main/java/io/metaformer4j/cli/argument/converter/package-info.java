/** Numbers on the command line with the values that make sense: one converter for each range. */
package io.metaformer4j.cli.argument.converter;
