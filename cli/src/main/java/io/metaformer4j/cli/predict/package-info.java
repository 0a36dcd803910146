/** Running whole data sets through a network: predictions, vectors, and pictures that are like others. */
package io.metaformer4j.cli.predict;
