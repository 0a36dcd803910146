/** What commands put out: tables, JSON, progress, files, and sentences about failures. */
package io.metaformer4j.cli.output;
