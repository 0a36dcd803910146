/** What a decoder may spend on a picture, and which part of it is wanted. */
package io.metaformer4j.vision.decode.limits;
