/** Values on the command line: a converter for each range of numbers that make sense, and what stands for none. */
package io.metaformer4j.cli.argument.converter;
