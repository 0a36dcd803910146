/** What each step of a plan has to do, how long it takes, and what the machine can do: see {@link io.metaformer4j.engine.profile}. */
package io.metaformer4j.runtime.profile;
