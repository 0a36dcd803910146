/** Memory for the values of a plan, the native objects that steps share, and steps cut into tiles. */
package io.metaformer4j.runtime.frame;
