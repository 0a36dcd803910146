package io.metaformer4j.evaluation.prediction;

import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Is told what becomes of each picture of a data set, in its order, in the thread that runs the network.
 *
 * @param <R> what becomes of a picture
 */
public interface StreamListener<R> {

    /**
     * A picture was used.
     *
     * @param index its place in the data set
     * @param name what the data set calls it
     * @param answer what became of it
     * @throws IOException if that cannot be stored; the run ends then
     */
    void answered(int index, String name, R answer) throws IOException;

    /**
     * A picture could not be read or decoded.
     *
     * @param index its place in the data set
     * @param name what the data set calls it
     * @param reason a clause that says why
     * @throws IOException if that cannot be stored; the run ends then
     */
    void failed(int index, String name, String reason) throws IOException;

    /**
     * A batch is over, all pictures of which were told of. A run can start here again.
     *
     * @param done pictures of the data set before the next batch
     * @throws IOException if that cannot be stored; the run ends then
     */
    void batchEnded(int done) throws IOException;

    /**
     * The same behind a check of what became of pictures.
     *
     * @param check gets it with the picture's name, and throws what ends the run
     * @return tells this listener of what passes
     */
    default StreamListener<R> behind(BiConsumer<R, String> check) {
        StreamListener<R> listener = this;
        return new StreamListener<>() {
            @Override
            public void answered(int index, String name, R answer) throws IOException {
                check.accept(answer, name);
                listener.answered(index, name, answer);
            }

            @Override
            public void failed(int index, String name, String reason) throws IOException {
                listener.failed(index, name, reason);
            }

            @Override
            public void batchEnded(int done) throws IOException {
                listener.batchEnded(done);
            }
        };
    }
}
