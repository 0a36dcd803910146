/** Training with several processes: how they are started, and how each of them behaves. */
package io.metaformer4j.cli.rank;
