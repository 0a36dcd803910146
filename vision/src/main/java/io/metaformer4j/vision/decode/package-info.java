/**
 * Reading image files: the pixels that Pillow gives, as it is the reader behind the published models.
 *
 * <h2>Readers</h2>
 *
 * <p>{@link io.metaformer4j.vision.decode.ImageDecoder} tells the kind of a file from its content and hands it to a reader
 * of the JDK's image API, or to that of WebP. Ordinary JPEGs have a decoder of this package's own in plain Java, because
 * training and evaluation wait for them: it decodes about twice as fast as the JDK's, delivers strips of rows in the layout
 * that resizing works on, and leaves out what a crop does not need. With it, the whole path from JPEG files to normalised
 * pictures of 224×224 was measured at 715 pictures per second on one core, where timm's, with Pillow, made 370
 * ({@code benchmarks/run loader}).
 *
 * <h2>JPEG</h2>
 *
 * <p>The own decoder takes baseline and extended sequential files with Huffman coding, 8 bits and one scan: gray with any
 * sampling factors, YCbCr as 4:4:4, 4:2:2, 4:4:0 or 4:2:0, and RGB as 4:4:4, with or without restart markers. Everything
 * else goes to the JDK's libjpeg: progressive files, CMYK and YCCK, other sampling factors, several scans, chroma of at most
 * two columns. Arithmetic coding, 12 bits and lossless files are rejected.
 *
 * <p>The pixels of the own decoder are those of libjpeg-turbo 3 on x86 bit for bit, whatever the data: the accurate integer
 * transform, interpolated chroma, and also what libjpeg makes of broken data (unknown codes, missing and misplaced restart
 * markers, coefficients out of range). Those of the JDK's libjpeg are the same for files that encoders write, with one
 * exception: JDKs that bring their own libjpeg 6b (Temurin does; Debian's uses the system's libjpeg-turbo) repeat the chroma
 * rows of 4:4:0 where libjpeg-turbo interpolates. That concerns progressive files, those of several scans, and files whose
 * components are all sampled differently.
 *
 * <p>As with Pillow, a broken file with an end marker is no error, and a file that is cut off is; so that whole pictures are
 * not lost, a file of one sequential scan that only lacks its end marker is accepted, which Pillow does only if nothing but
 * the marker was to be read when it last filled its bit buffer, or if other bytes follow.
 *
 * <h2>Threads and memory</h2>
 *
 * <p>Decoders are immutable and safe for concurrent use. All state of a picture lives in a
 * {@link io.metaformer4j.vision.decode.DecodeWorkspace}, which belongs to one thread and is used again from picture to
 * picture, so that decoding leaves almost no garbage. Limits of
 * {@link io.metaformer4j.vision.decode.DecodeOptions} are checked on the header, before anything of the picture's size is
 * allocated. Beyond the pixels themselves, the own decoder holds a strip of at most 160 rows: up to 2.7 KB per column of
 * the region for coefficients and samples, and 2 KB for the lines it delivers; 2.3 MB for a picture of 500 columns.
 */
package io.metaformer4j.vision.decode;
