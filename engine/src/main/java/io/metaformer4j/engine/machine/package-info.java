/** The machine as it presents itself to every engine: so far its processor. */
package io.metaformer4j.engine.machine;
