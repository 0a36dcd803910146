package io.metaformer4j.training.optimizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Parameters that are treated alike.
 *
 * @param parameters the parameters in the order of the network
 * @param weightDecay weight decay of all of them
 */
public record ParameterGroup(List<Parameter> parameters, double weightDecay) {

    public ParameterGroup {
        parameters = List.copyOf(parameters);
    }

    /**
     * Sorts parameters into those without weight decay (vectors, scalars and biases) and those with it, in this order, as
     * timm's {@code param_groups_weight_decay} does.
     *
     * @param parameters the parameters in the order of the network
     * @param weightDecay weight decay of the second group
     * @return the groups that are not empty
     */
    public static List<ParameterGroup> byWeightDecay(List<Parameter> parameters, double weightDecay) {
        List<Parameter> plain = new ArrayList<>();
        List<Parameter> decayed = new ArrayList<>();
        for (Parameter parameter : parameters) {
            (parameter.decays() ? decayed : plain).add(parameter);
        }
        List<ParameterGroup> groups = new ArrayList<>();
        if (!plain.isEmpty()) {
            groups.add(new ParameterGroup(plain, 0));
        }
        if (!decayed.isEmpty()) {
            groups.add(new ParameterGroup(decayed, weightDecay));
        }
        return List.copyOf(groups);
    }
}
