package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.rule.GroupStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters that are treated alike.
 *
 * @param parameters the parameters in the order of the network
 * @param weightDecay weight decay of all of them
 * @param rateScale what the learning rate of a step is multiplied with for them, timm's {@code lr_scale}
 */
public record ParameterGroup(List<Parameter> parameters, double weightDecay, double rateScale) {

    /** Parameters of a layer: timm's number where a model does not say how its layers are grouped, as no MetaFormer does. */
    private static final int LAYER = 12;

    public ParameterGroup {
        parameters = List.copyOf(parameters);
    }

    /**
     * A group with the learning rate of the step.
     *
     * @param parameters the parameters in the order of the network
     * @param weightDecay weight decay of all of them
     */
    public ParameterGroup(List<Parameter> parameters, double weightDecay) {
        this(parameters, weightDecay, 1);
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

    /**
     * The same without some parameters.
     *
     * @param names names of those that are left out
     * @return the rest of the group, or empty if nothing is left
     */
    public Optional<ParameterGroup> without(Set<String> names) {
        List<Parameter> rest =
                parameters.stream().filter(p -> !names.contains(p.name())).toList();
        return rest.isEmpty() ? Optional.empty() : Optional.of(new ParameterGroup(rest, weightDecay, rateScale));
    }

    /** What the parameters of one group have in common. */
    private record Key(int layer, boolean decays) {}

    /**
     * Sorts parameters by layers, and each layer by weight decay, in the order in which the groups begin, as timm's
     * {@code param_groups_layer_decay} does. A layer is a run of twelve parameters; the last one is the classifier, and each
     * layer learns more slowly than the one behind it.
     *
     * @param parameters the parameters in the order of the network
     * @param weightDecay weight decay of the parameters that decay
     * @param layerDecay rate of a layer divided by that of the layer behind it
     * @param classifier name of the last linear layer
     * @return the groups
     */
    public static List<ParameterGroup> byLayer(
            List<Parameter> parameters, double weightDecay, double layerDecay, String classifier) {
        long body = parameters.stream().filter(p -> !p.isIn(classifier)).count();
        int layers = Math.toIntExact((body + LAYER - 1) / LAYER);
        Map<Key, List<Parameter>> sorted = new LinkedHashMap<>();
        int seen = 0;
        for (Parameter parameter : parameters) {
            int layer = parameter.isIn(classifier) ? layers : seen++ / LAYER;
            sorted.computeIfAbsent(new Key(layer, parameter.decays()), key -> new ArrayList<>())
                    .add(parameter);
        }
        return sorted.entrySet().stream()
                .map(group -> new ParameterGroup(
                        group.getValue(),
                        group.getKey().decays() ? weightDecay : 0,
                        Math.pow(layerDecay, layers - group.getKey().layer())))
                .toList();
    }

    /** A step of this group, in the open scope. */
    GroupStep step(List<Map<String, Tensor>> states, double rate) {
        return new GroupStep(
                parameters.stream().map(Parameter::tensor).toList(), states, rate * rateScale, weightDecay);
    }

    /** Checks the layout of the gradients; autograd keeps it, so one look at the first step suffices. */
    void requireSameLayouts() {
        parameters.forEach(Parameter::requireSameLayout);
    }
}
