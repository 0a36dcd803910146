package io.metaformer4j.testing;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A network whose maps are coarse copies of the picture. */
final class StubNetwork implements Network {

    private final Architecture architecture;
    private final Preprocessing preprocessing;
    private final float[] lastLayer;
    private final Placement placement;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    StubNetwork(Architecture architecture, Preprocessing preprocessing, float[] lastLayer, Placement placement) {
        this.architecture = architecture;
        this.preprocessing = preprocessing;
        this.lastLayer = lastLayer;
        this.placement = placement;
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed");
            }
            request.requireOf(architecture);
            if (images.channels() != architecture.inputChannels()) {
                throw new MetaFormerException("input of shape [" + images.size() + ", " + images.channels() + ", "
                        + images.height() + ", " + images.width() + "] is no batch [N, " + architecture.inputChannels()
                        + ", H, W]");
            }
            List<MapShape> maps = architecture.featureMaps(images.height(), images.width());
            Map<Output, FloatArray> values = new LinkedHashMap<>();
            for (Output output : request.outputs()) {
                values.put(output, compute(images, output, maps));
            }
            return new Outputs(values);
        } finally {
            use.readLock().unlock();
        }
    }

    private FloatArray compute(ImageBatch images, Output output, List<MapShape> maps) {
        MapShape last = maps.get(maps.size() - 1);
        if (output.equals(Output.LOGITS)) {
            return logits(pooled(images, last));
        } else if (output.equals(Output.POOLED)) {
            return pooled(images, last);
        } else if (output.equals(Output.INPUT)) {
            return map(images, new MapShape(images.channels(), images.height(), images.width()));
        }
        int stage = 0;
        while (stage < maps.size() - 1 && !isOfStage(output, stage)) {
            stage++;
        }
        return map(images, output.name().equals("stem") ? maps.get(0) : maps.get(stage));
    }

    private static boolean isOfStage(Output output, int stage) {
        return output.equals(Output.stage(stage))
                || output.name().equals("stages." + stage)
                || output.name().startsWith("stages." + stage + ".");
    }

    /** The mean of the pixels under each value of the map; its channels repeat those of the picture. */
    private FloatArray map(ImageBatch images, MapShape map) {
        float[] values = new float[images.size() * map.channels() * map.height() * map.width()];
        int at = 0;
        for (int n = 0; n < images.size(); n++) {
            for (int c = 0; c < map.channels(); c++) {
                for (int y = 0; y < map.height(); y++) {
                    for (int x = 0; x < map.width(); x++) {
                        values[at++] = mean(
                                images,
                                n,
                                c % images.channels(),
                                y * images.height() / map.height(),
                                Math.max(1, images.height() / map.height()),
                                x * images.width() / map.width(),
                                Math.max(1, images.width() / map.width()));
                    }
                }
            }
        }
        return FloatArray.of(values, List.of(images.size(), map.channels(), map.height(), map.width()));
    }

    private FloatArray pooled(ImageBatch images, MapShape last) {
        float[] values = new float[images.size() * last.channels()];
        for (int i = 0; i < values.length; i++) {
            int channel = i % last.channels() % images.channels();
            values[i] = mean(images, i / last.channels(), channel, 0, images.height(), 0, images.width());
        }
        return FloatArray.of(values, List.of(images.size(), last.channels()));
    }

    private FloatArray logits(FloatArray pooled) {
        int pictures = pooled.shape().get(0);
        int width = pooled.shape().get(1);
        int classes = architecture.classes();
        int rowLength = lastLayer.length / classes;
        float[] logits = new float[pictures * classes];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int c = 0; c < rowLength; c++) {
                sum += lastLayer[i % classes * rowLength + c] * pooled.values()[i / classes * width + c % width];
            }
            logits[i] = (float) sum;
        }
        return FloatArray.of(logits, List.of(pictures, classes));
    }

    private float mean(ImageBatch images, int n, int c, int top, int height, int left, int width) {
        double sum = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sum += value(images, n, c, y, x);
            }
        }
        return (float) (sum / ((double) height * width));
    }

    private double value(ImageBatch images, int n, int c, int y, int x) {
        int inside = images.layout().isChannelsLast()
                ? (y * images.width() + x) * images.channels() + c
                : (c * images.height() + y) * images.width() + x;
        int at = n * images.pictureValues() + inside;
        if (images.layout().isFloat()) {
            return images.floats().get(at);
        }
        double scaled = (images.bytes().get(at) & 0xff) / 255.0;
        return (scaled - preprocessing.mean().get(c)) / preprocessing.std().get(c);
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            closed = true;
        } finally {
            use.writeLock().unlock();
        }
    }
}
