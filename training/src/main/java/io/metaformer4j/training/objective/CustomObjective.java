package io.metaformer4j.training.objective;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import org.bytedeco.pytorch.Tensor;

/**
 * What a recipe says of a run whose objective is code of its own: no more than its name, so that it names no loss that was not
 * used. It computes nothing, and a task that is to train by it alone is refused.
 *
 * @param name what tells it from others, see {@link Objective#recorded()}
 */
public record CustomObjective(String name) implements ObjectiveSpec {

    public CustomObjective {
        if (name.isBlank()) {
            throw new MetaFormerException("an objective of one's own needs a name by which the recipe can speak of it");
        }
    }

    /** None that the recipe knows. */
    @Override
    public double labelSmoothing() {
        return 0;
    }

    @Override
    public ObjectiveSpec withLabelSmoothing(double smoothing) {
        throw missing();
    }

    /** That is for the objective itself to say, which a recipe cannot ask. */
    @Override
    public boolean mixesTargets() {
        return true;
    }

    @Override
    public void requireFit(Architecture architecture, Dataset<ClassTarget> data) {
        throw missing();
    }

    @Override
    public Targets targets(BatchTargets<ClassTarget> batch) {
        throw missing();
    }

    @Override
    public Tensor loss(Tensor outputs, Tensor targets) {
        throw missing();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.own(this);
    }

    private MetaFormerException missing() {
        return new MetaFormerException("the recipe is of a run with the objective " + PrintableText.of(name)
                + ", which is code of its own that no recipe holds; name a loss in the recipe, or train in Java with"
                + " that objective");
    }
}
