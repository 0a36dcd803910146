/** Class-activation maps: where in a picture the network's answer rests. */
package io.metaformer4j.evaluation.cam;
