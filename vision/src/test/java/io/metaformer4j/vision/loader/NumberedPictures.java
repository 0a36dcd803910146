package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Pictures of 2x2 pixels whose red value is their index; some of them broken. */
class NumberedPictures implements Dataset<ClassTarget> {

    final int size;
    final Set<Integer> broken = new TreeSet<>();
    final AtomicInteger reads = new AtomicInteger();

    NumberedPictures(int size, Integer... broken) {
        this.size = size;
        this.broken.addAll(Arrays.asList(broken));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ClassTarget target(int index) {
        return new ClassTarget(index % 10);
    }

    @Override
    public String name(int index) {
        return "picture-" + index + ".png";
    }

    @Override
    public List<String> classNames() {
        return ClassMap.numbers(10);
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        reads.incrementAndGet();
        if (broken.contains(index)) {
            throw new ImageRejectedException(name(index), "is broken");
        }
        byte[] rgb = buffer.bytes(12);
        Arrays.fill(rgb, 0, 12, (byte) index);
        return new Sample.Pixels(Picture.of(2, 2, rgb));
    }

    @Override
    public void close() {}

    /** Writes the pixels as they are, except that the last value of each picture is a random byte of the seed. */
    static final SampleTransform BYTES = new SampleTransform() {
        @Override
        public ImageBatch newBatch(int size) {
            return ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, size, 2, 2);
        }

        @Override
        public Worker newWorker() {
            return (sample, seed, batch, index) -> {
                Picture picture = ((Sample.Pixels) sample).picture();
                batch.putBytes(index, 0, picture.rgb(), 0, 12);
                batch.putBytes(index, 11, new byte[] {(byte) new SplitMix64(seed).integer(0, 255)}, 0, 1);
                return AppliedGeometry.whole(2, 2);
            };
        }
    };

    static DataLoader<ClassTarget> loader(Dataset<ClassTarget> dataset, SampleOrder order, LoaderOptions options) {
        return new DataLoader<>(dataset, BYTES, order, options);
    }

    static LoaderOptions keepAll(int batchSize, int workers) {
        return LoaderOptions.training(batchSize, workers, 5).withLastBatch(LoaderOptions.LastBatch.KEEP);
    }

    /** Everything that an epoch hands out, as text. */
    static List<String> contents(EpochBatches<ClassTarget> batches) {
        List<String> contents = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    ByteBuffer bytes = batch.images().bytes();
                    byte[] pixels = new byte[bytes.remaining()];
                    bytes.get(pixels);
                    contents.add(Arrays.toString(batch.indices())
                            + Arrays.toString(ClassTarget.labels(batch.targets()))
                            + Arrays.toString(pixels));
                }
            }
        }
        return contents;
    }

    static List<Long> indices(EpochBatches<ClassTarget> batches) {
        List<Long> indices = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    Arrays.stream(batch.indices()).forEach(indices::add);
                }
            }
        }
        return indices;
    }

    static Stream<Thread> loaderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("metaformer-loader"));
    }
}
