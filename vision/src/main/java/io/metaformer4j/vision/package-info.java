/**
 * Pictures and batches of pictures: the data that decoders, transforms and engines hand to one another.
 *
 * <pre>
 *   EncodedImage --ImageDecoder--&gt; Picture (uint8 RGB, [H, W, 3]) --EvalTransform--&gt; ImageBatch --&gt; network
 * </pre>
 *
 * <p>The types of this package carry no behaviour of their own. Decoding lives in
 * {@code io.metaformer4j.vision.decode}, resampling in {@code io.metaformer4j.vision.resample}, the evaluation
 * transform in {@code io.metaformer4j.vision.transform}.
 */
package io.metaformer4j.vision;
