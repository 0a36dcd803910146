/**
 * Pictures and batches of pictures: the data that decoders, transforms and engines hand to one another.
 *
 * <pre>
 *   EncodedImage --ImageDecoder--&gt; Picture (uint8 RGB, [H, W, 3]) --EvalTransform--&gt; ImageBatch --&gt; network
 * </pre>
 *
 * <p>The types of this package decode nothing and know no models. An {@link io.metaformer4j.vision.EncodedImage} is the
 * bytes of a file, whatever its format; the only format that is written is PNG
 * ({@link io.metaformer4j.vision.Picture#writePng Picture.writePng}), so that one can look at a picture.
 *
 * <p>What the packages beneath do:
 *
 * <ul>
 *   <li>{@code decode} makes pictures of image files, {@code resample} resizes them;
 *   <li>{@code operation} changes their pixels, {@code corruption} makes them worse;
 *   <li>{@code transform} turns samples into batches, {@code augment} draws operations by policies, and erases and mixes
 *       parts of batches, {@code random} is where their randomness comes from;
 *   <li>{@code data} holds data sets, {@code labels} says what their classes mean, {@code loader} reads them in batches
 *       with several threads;
 *   <li>{@code names} takes apart what is named outside: paths of pictures, patterns of shards, tables.
 * </ul>
 */
package io.metaformer4j.vision;
