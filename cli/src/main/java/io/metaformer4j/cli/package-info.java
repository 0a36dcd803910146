/** Placeholder description of the {@code cli} floor. */
package io.metaformer4j.cli;
