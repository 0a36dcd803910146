/**
 * Reading image files: the pixels that Pillow gives, as it is the reader behind the published models.
 *
 * <h2>Readers</h2>
 *
 * <p>{@link io.metaformer4j.vision.decode.ImageDecoder} tells the kind of a file from its content and hands it to a
 * decoder. Those of PNG, GIF, BMP, TIFF and ordinary JPEGs are our own, in plain Java; other JPEGs go to the
 * JDK's libjpeg, faxes in TIFF to the JDK's reader, WebP to libwebp. The decoder of JPEG is made for speed, because training
 * and evaluation wait for it: it decodes about twice as fast as the JDK's, delivers strips of rows in the layout that
 * resizing works on, and leaves out what a crop does not need. With it, the whole path from JPEG files to normalised pictures
 * of 224×224 was measured at 715 pictures per second on one core, where timm's, with Pillow, made 370
 * ({@code benchmarks/run loader}).
 *
 * <h2>What is accepted</h2>
 *
 * <p>What Pillow refuses is refused: files that are cut off, compressed data that make no sense or end before the last row,
 * bitmaps around a JPEG or PNG, TIFFs of kinds that it does not know. Beyond that, a PNG whose compressed data are whole but
 * too short is refused, of which Pillow leaves the rest black, as are TIFFs that lack strips; and TIFFs of YCbCr that is not
 * JPEG, or of CIE L*a*b*. {@link io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation#FILL} accepts cut-off files. The
 * orientation of a TIFF is always followed, as Pillow does; that of EXIF in JPEG, PNG and WebP only if it is asked for. Of
 * animations and files of several pages the first picture is taken.
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
 * <p>As with Pillow, a broken file with an end marker is no error as long as nothing but tables and comments follows its only
 * scan, and a file that is cut off is. A file that only lacks its end marker is refused, too, unless it has one sequential
 * scan and at least 8 more bytes follow it: Pillow refuses the same files but for about one in 70 of those without any bytes
 * after the scan, where nothing but the marker was to be read when it last filled its buffer of 57 to 64 bits.
 *
 * <h2>Threads and memory</h2>
 *
 * <p>Decoders are immutable and safe for concurrent use. All state of a picture lives in a
 * {@link io.metaformer4j.vision.decode.DecodeWorkspace}, which belongs to one thread and is used again from picture to
 * picture, so that decoding leaves almost no garbage. Beyond the pixels themselves, the own decoder of JPEG holds a strip of
 * at most 160 rows: up to 2.7 KB per column of the region for coefficients and samples, and 2 KB for the lines it delivers;
 * 2.3 MB for a picture of 500 columns. The other own decoders hold two rows.
 *
 * <h2>Hostile files</h2>
 *
 * <p>Whatever is wrong with a file, an {@link io.metaformer4j.vision.ImageRejectedException} says so in one sentence, within
 * the limits of {@link io.metaformer4j.vision.decode.limits.DecodeOptions}. Size, memory, the number of scans of a JPEG and of
 * strips of a TIFF are checked on the headers, as is whether a file is long enough for what it claims, before anything of
 * the picture's size is allocated. Time is that of the processor, so a busy machine refuses nothing that an idle one accepts.
 * The own decoders look at it with every row; libjpeg is interrupted where it asks for the bytes of the next scan; libwebp
 * cannot be interrupted, so that only the limit of memory (about 36 million pixels) bounds its time. Damaged files of 18
 * kinds, 18,000 with {@code mvn verify -Pparity}, are tests.
 */
package io.metaformer4j.vision.decode;
