package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.evaluation.prediction.StreamListener;
import java.io.IOException;

/**
 * Shows how far a run is.
 *
 * @param <R> what becomes of a picture
 */
final class ShownProgress<R> implements StreamListener<R> {

    private final StreamListener<R> next;
    private final CommandProgress progress;
    private int broken;

    /**
     * Shows a run.
     *
     * @param next is told of everything as well
     * @param progress the display
     */
    ShownProgress(StreamListener<R> next, CommandProgress progress) {
        this.next = next;
        this.progress = progress;
    }

    @Override
    public void answered(int index, String name, R answer) throws IOException {
        next.answered(index, name, answer);
    }

    @Override
    public void failed(int index, String name, String reason) throws IOException {
        broken++;
        next.failed(index, name, reason);
    }

    @Override
    public void batchEnded(int done) throws IOException {
        next.batchEnded(done);
        progress.at(done, broken == 0 ? "" : broken + " broken");
    }
}
