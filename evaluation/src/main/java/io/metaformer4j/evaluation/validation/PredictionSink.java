package io.metaformer4j.evaluation.validation;

import java.io.IOException;
import java.util.List;

/** Receives the answer to every picture of a validation, in the order of the data set. */
@FunctionalInterface
public interface PredictionSink {

    /** Drops the answers. */
    PredictionSink NONE = answer -> {};

    /**
     * The answer to one picture.
     *
     * @param index its place in the data set
     * @param name what the data set calls the picture
     * @param label its class in the data set, as output of the network
     * @param best the five most probable classes (all, if there are fewer), best first
     */
    record Answer(int index, String name, int label, List<Scored> best) {

        public Answer {
            best = List.copyOf(best);
        }
    }

    /**
     * A class and its probability.
     *
     * @param index output of the network
     * @param probability softmax over the classes that are compared
     */
    record Scored(int index, double probability) {}

    /**
     * Takes an answer.
     *
     * @param answer the answer to one picture
     * @throws IOException if it cannot be stored; the validation ends then
     */
    void accept(Answer answer) throws IOException;
}
