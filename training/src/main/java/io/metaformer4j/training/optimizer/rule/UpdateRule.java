package io.metaformer4j.training.optimizer.rule;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What tells one optimizer from another: what it remembers, and how it changes parameters. */
public interface UpdateRule {

    /**
     * The state of a parameter before its first step, in the order of checkpoints.
     *
     * @param like the parameter
     * @return tensors under the names of {@link StateNames}, owned by the open scope
     */
    Map<String, Tensor> zeros(Tensor like);

    /**
     * Changes the parameters that have gradients, and their state; the gradients stay.
     *
     * @param groups all groups that have some, at least one
     * @param ops the operations
     */
    void apply(List<GroupStep> groups, ForeachOps ops);
}
