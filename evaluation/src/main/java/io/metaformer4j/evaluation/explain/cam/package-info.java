/**
 * Class-activation maps: the channels of a module's output, weighted by what each means for a class, and summed.
 * {@link io.metaformer4j.evaluation.explain.cam.MapFunction} is what each kind of explanation computes, in plain numbers.
 */
package io.metaformer4j.evaluation.explain.cam;
