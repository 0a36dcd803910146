/** The commands that write models for other runtimes, and compare what they wrote. */
package io.metaformer4j.cli.export;
