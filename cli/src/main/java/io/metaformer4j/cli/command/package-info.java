/** The sub-commands, one class for each, and what only one of them needs. */
package io.metaformer4j.cli.command;
