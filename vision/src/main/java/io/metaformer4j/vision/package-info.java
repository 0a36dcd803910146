/**
 * Pictures and batches of pictures: the data that decoders, transforms and engines hand to one another.
 *
 * <pre>
 *   EncodedImage --ImageDecoder--&gt; Picture (uint8 RGB, [H, W, 3]) --EvalTransform--&gt; ImageBatch --&gt; network
 * </pre>
 *
 * <p>The types of this package know nothing of file formats and models. Decoding lives in
 * {@code io.metaformer4j.vision.decode}, resampling in {@code io.metaformer4j.vision.resample}, operations on pictures in
 * {@code io.metaformer4j.vision.operation}, transforms in {@code io.metaformer4j.vision.transform}, data sets and loaders
 * in {@code io.metaformer4j.vision.data}.
 */
package io.metaformer4j.vision;
