package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.plan.BoundaryStep.Export;
import io.metaformer4j.runtime.plan.BoundaryStep.PictureInput;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Pictures in any layout to channels last, and results to channels first. */
record BoundaryBinder(Binding binding) {

    private static final int BYTES = 256;

    BoundStep picture(PictureInput step) {
        RowRange rows = RowRange.of(binding, step.out());
        FloatBuffer out = binding.frame().floats(step.out());
        float[][] normalized = normalized(binding.preprocessing());
        Frame frame = binding.frame();
        int length = rows.length();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            if (frame.images().layout().isFloat()) {
                floats(frame.images(), frame.index(), y, row, worker);
            } else {
                bytes(frame.images(), frame.index(), y, row, normalized);
            }
            out.put(y * length, row, 0, length);
        });
    }

    /** What each byte means in each channel. */
    private static float[][] normalized(Preprocessing preprocessing) {
        float[][] tables = new float[preprocessing.mean().size()][BYTES];
        for (int c = 0; c < tables.length; c++) {
            float mean = (float) (255 * preprocessing.mean().get(c));
            float std = (float) (255 * preprocessing.std().get(c));
            for (int value = 0; value < BYTES; value++) {
                tables[c][value] = (value - mean) / std;
            }
        }
        return tables;
    }

    private static void floats(ImageBatch images, int index, int y, float[] row, TileWorker worker) {
        FloatBuffer values = images.floats();
        int channels = images.channels();
        int width = images.width();
        int start = index * images.pictureValues();
        if (images.layout().isChannelsLast()) {
            values.get(start + y * width * channels, row, 0, width * channels);
            return;
        }
        float[] plane = worker.row(1, width);
        for (int c = 0; c < channels; c++) {
            values.get(start + (c * images.height() + y) * width, plane, 0, width);
            for (int x = 0; x < width; x++) {
                row[x * channels + c] = plane[x];
            }
        }
    }

    private static void bytes(ImageBatch images, int index, int y, float[] row, float[][] normalized) {
        ByteBuffer values = images.bytes();
        int channels = images.channels();
        int width = images.width();
        int start = index * images.pictureValues();
        boolean last = images.layout().isChannelsLast();
        int step = last ? channels : 1;
        for (int c = 0; c < channels; c++) {
            int at = start + (last ? y * width * channels + c : (c * images.height() + y) * width);
            float[] table = normalized[c];
            for (int x = 0; x < width; x++) {
                row[x * channels + c] = table[values.get(at + x * step) & 0xff];
            }
        }
    }

    BoundStep export(Export step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        Frame frame = binding.frame();
        int length = rows.length();
        int channels = rows.channels();
        int plane = rows.height() * rows.width();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            in.get(y * length, row, 0, length);
            float[] result = frame.result(step.output());
            int start = frame.index() * plane * channels + y * rows.width();
            for (int c = 0; c < channels; c++) {
                for (int x = 0; x < rows.width(); x++) {
                    result[start + c * plane + x] = row[x * channels + c];
                }
            }
        });
    }
}
