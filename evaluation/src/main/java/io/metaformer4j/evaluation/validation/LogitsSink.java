package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Logits;
import java.util.List;

/**
 * Receives the logits of every picture of a validation, in the order of the data set; for what needs more than the best
 * classes.
 */
@FunctionalInterface
public interface LogitsSink {

    /** Drops the logits. */
    LogitsSink NONE = (index, logits, right) -> {};

    /**
     * Several sinks as one.
     *
     * @param sinks receive the logits one after the other
     * @return the sink
     */
    static LogitsSink all(List<LogitsSink> sinks) {
        List<LogitsSink> copy = List.copyOf(sinks);
        return (index, logits, right) -> copy.forEach(sink -> sink.accept(index, logits, right));
    }

    /**
     * Takes the logits of a picture.
     *
     * @param index its place in the data set
     * @param logits those of the classes that are compared, averaged over the views; valid during this call
     * @param right which of them is that of the picture's class, by the labels of the data set
     */
    void accept(int index, Logits logits, int right);
}
