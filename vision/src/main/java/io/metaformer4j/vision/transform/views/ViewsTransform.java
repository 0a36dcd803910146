package io.metaformer4j.vision.transform.views;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.SampleTransform;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Several transforms of one picture into floats whose channels are planes, one after the other.
 *
 * @param parts the transforms, at least one, of one input size
 * @param mirrored whether each result is followed by its mirror image, left to right
 */
record ViewsTransform(List<SampleTransform> parts, boolean mirrored) implements SampleTransform {

    @Override
    public int views() {
        return mirrored ? 2 * parts.size() : parts.size();
    }

    @Override
    public ImageBatch newBatch(int size) {
        return parts.get(0).newBatch(size);
    }

    @Override
    public Worker newWorker() {
        List<Worker> workers = parts.stream().map(SampleTransform::newWorker).toList();
        return (sample, seed, batch, index) -> {
            List<AppliedGeometry> geometries = new ArrayList<>();
            int view = index;
            for (Worker worker : workers) {
                geometries.add(worker.apply(sample, seed, batch, view));
                if (mirrored) {
                    mirror(batch, view, view + 1);
                }
                view += mirrored ? 2 : 1;
            }
            return inexact(geometries.get(0));
        };
    }

    private static void mirror(ImageBatch batch, int from, int to) {
        int width = batch.width();
        int rows = batch.pictureValues() / width;
        FloatBuffer values = batch.floats();
        float[] row = new float[width];
        for (int y = 0; y < rows; y++) {
            values.get(from * batch.pictureValues() + y * width, row);
            for (int left = 0, right = width - 1; left < right; left++, right--) {
                float value = row[left];
                row[left] = row[right];
                row[right] = value;
            }
            batch.putFloats(to, y * width, row, 0, width);
        }
    }

    /** The views have no place in common that boxes and masks could follow. */
    private static AppliedGeometry inexact(AppliedGeometry first) {
        return new AppliedGeometry(
                first.pictureWidth(),
                first.pictureHeight(),
                first.x(),
                first.y(),
                first.width(),
                first.height(),
                first.outputWidth(),
                first.outputHeight(),
                first.flippedHorizontally(),
                first.flippedVertically(),
                false);
    }
}
