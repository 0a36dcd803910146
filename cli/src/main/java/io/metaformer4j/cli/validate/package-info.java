/**
 * The command that measures models on labelled pictures: its options, its run through several models, and what it writes.
 */
package io.metaformer4j.cli.validate;
