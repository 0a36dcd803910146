/** The commands that look after data sets: checking, measuring, packing. */
package io.metaformer4j.cli.data;
