/** The sub-commands that use a model or show what there is, one class for each, and what only they and training need. */
package io.metaformer4j.cli.command;
