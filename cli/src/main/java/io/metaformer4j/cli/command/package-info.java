/** The sub-commands that use a model or show what there is, one class for each. */
package io.metaformer4j.cli.command;
