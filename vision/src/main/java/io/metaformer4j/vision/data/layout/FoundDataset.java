package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.ClosedDatasetException;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures that were found and labelled, read from where they are one by one. */
public final class FoundDataset implements Dataset<ClassTarget> {

    private final SampleTable samples;
    private final PictureReader reader;
    private volatile boolean closed;

    public FoundDataset(SampleTable samples, PictureReader reader) {
        this.samples = samples;
        this.reader = reader;
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public ClassTarget target(int index) {
        return new ClassTarget(samples.label(index));
    }

    @Override
    public String name(int index) {
        return samples.name(index);
    }

    @Override
    public String origin(int index) {
        return reader.origin(samples.picture(index));
    }

    @Override
    public List<String> notes() {
        return samples.notes();
    }

    @Override
    public List<String> classNames() {
        return samples.classNames();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        if (closed) {
            throw new ClosedDatasetException(name(index));
        }
        return reader.read(samples.picture(index), samples.name(index), buffer);
    }

    @Override
    public long storedBytes(int index) {
        return reader.storedBytes(samples.picture(index));
    }

    @Override
    public int[] shards() {
        return IntStream.range(0, size())
                .filter(i -> i == 0 || shard(i) != shard(i - 1))
                .toArray();
    }

    private int shard(int index) {
        return reader.shard(samples.picture(index));
    }

    @Override
    public long indexBytes() {
        return samples.indexBytes() + reader.indexBytes();
    }

    /** Samples can no longer be read. Files are opened sample by sample, so none has to be closed. */
    @Override
    public void close() {
        closed = true;
    }
}
