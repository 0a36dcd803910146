/** What commands put out besides results: progress and files. */
package io.metaformer4j.cli.output;
