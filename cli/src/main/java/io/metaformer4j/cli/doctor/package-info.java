/** What {@code metaformer doctor} finds out about a machine, and the sentences about what is wrong with it. */
package io.metaformer4j.cli.doctor;
