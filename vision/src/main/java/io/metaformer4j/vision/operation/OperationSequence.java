package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.random.RandomSource;
import java.util.List;

/**
 * Operations one after the other.
 *
 * @param operations in this order; they share one stream of random numbers, so that equal ones draw different numbers
 */
record OperationSequence(List<PictureOperation> operations) implements PictureOperation {

    OperationSequence {
        operations = List.copyOf(operations);
    }

    @Override
    public boolean movesPixels() {
        return operations.stream().anyMatch(PictureOperation::movesPixels);
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        for (PictureOperation operation : operations) {
            try {
                operation.apply(canvas, random);
            } catch (OperationFailedException e) {
                throw e; // of a sequence inside this one, which knows better what failed
            } catch (RuntimeException e) {
                throw new OperationFailedException(operation, canvas.picture(), e);
            }
        }
    }
}
