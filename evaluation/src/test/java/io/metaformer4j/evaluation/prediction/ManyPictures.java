package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.location.UnlabelledPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of small pictures of odd names, and runs that are interrupted. */
public final class ManyPictures {

    private ManyPictures() {}

    /** Writes pictures {@code 0.png}, {@code 1.png}, ..., of which some hold something else. */
    public static Path write(Path folder, int count, Integer... broken) throws IOException {
        for (int i = 0; i < count; i++) {
            TestPictures.write(TestPictures.picture(i, 16 + i % 5, 18 + i % 3), folder.resolve(i + ".png"));
        }
        for (int i : broken) {
            Files.write(folder.resolve(i + ".png"), new byte[] {1, 2, 3});
        }
        return folder;
    }

    public static Dataset<Unlabelled> open(Path folder) throws IOException {
        return UnlabelledPictures.open(folder.toString(), DatasetOptions.standard());
    }

    /** Says that the disk is full behind some batches. */
    public static <R> StreamListener<R> failingAfter(int batches, StreamListener<R> next) {
        return new StreamListener<>() {
            private int ended;

            @Override
            public void answered(int index, String name, R answer) throws IOException {
                next.answered(index, name, answer);
            }

            @Override
            public void failed(int index, String name, String reason) throws IOException {
                next.failed(index, name, reason);
            }

            @Override
            public void batchEnded(int done) throws IOException {
                if (ended++ == batches) {
                    throw new IOException("the disk is full");
                }
                next.batchEnded(done);
            }
        };
    }

    /** Keeps what it was told. */
    static final class Told implements StreamListener<PictureAnswer> {

        final StringBuilder text = new StringBuilder();

        @Override
        public void answered(int index, String name, PictureAnswer answer) {
            text.append(index).append(' ').append(name).append('\n');
        }

        @Override
        public void failed(int index, String name, String reason) {
            text.append(index).append(" broken ").append(name).append('\n');
        }

        @Override
        public void batchEnded(int done) {
            text.append("done ").append(done).append('\n');
        }
    }
}
