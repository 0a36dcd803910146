/** Rewritings that do two things in one pass over memory. */
package io.metaformer4j.runtime.fusion.pass;
