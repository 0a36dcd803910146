/** The {@code metaformer demo} command: pictures classified, a network trained, and the page that shows both. */
package io.metaformer4j.cli.demo;
