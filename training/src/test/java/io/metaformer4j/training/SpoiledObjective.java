package io.metaformer4j.training;

import io.metaformer4j.training.objective.BatchLoss;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.vision.data.ClassTarget;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The objective of {@link Runs}, with another loss or other pictures in some batches, counted from 1 when prepared. */
public final class SpoiledObjective implements Objective<ClassTarget> {

    /** A loss that is no number, and has no gradient; or such pictures. */
    public static final UnaryOperator<Tensor> NOT_A_NUMBER = value -> value.mul(new Scalar(Double.NaN));

    /** The same loss with an infinite gradient. */
    public static final UnaryOperator<Tensor> OVERFLOW =
            loss -> loss.add(loss.sub(loss.detach()).mul(new Scalar(1e38)).mul(new Scalar(1e38)));

    private static final Objective<ClassTarget> PLAIN = Runs.recipe(1, 1, 1).objective();

    private final Set<Integer> batches;
    private final UnaryOperator<Tensor> pictures;
    private final UnaryOperator<Tensor> losses;
    private int prepared;

    private SpoiledObjective(Set<Integer> batches, UnaryOperator<Tensor> pictures, UnaryOperator<Tensor> losses) {
        this.batches = batches;
        this.pictures = pictures;
        this.losses = losses;
    }

    public SpoiledObjective(Set<Integer> batches, UnaryOperator<Tensor> change) {
        this(batches, UnaryOperator.identity(), change);
    }

    /** With other pictures, which the network sees before there is a loss. */
    public static SpoiledObjective ofPictures(Set<Integer> batches, UnaryOperator<Tensor> change) {
        return new SpoiledObjective(batches, change, UnaryOperator.identity());
    }

    @Override
    public String fingerprint(ClassTarget target) {
        return PLAIN.fingerprint(target);
    }

    @Override
    public BatchLoss prepare(BatchTargets<ClassTarget> batch) {
        BatchLoss plain = PLAIN.prepare(batch);
        prepared++;
        return batches.contains(prepared)
                ? (network, images, from, count) -> losses.apply(plain.of(network, pictures.apply(images), from, count))
                : plain;
    }
}
