/** The command that compares how far features and answers of networks move with their pictures. */
package io.metaformer4j.cli.invariance;
