package io.metaformer4j.weights.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.match.FinalLayer;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.plan.NetworkPlan;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code config.json} with which {@code timm.create_model("local-dir:FOLDER", pretrained=True)} builds the network and
 * loads {@code model.safetensors} beside it (timm 1.0.29, {@code timm/models/_hub.py}).
 */
final class TimmConfig {

    /** Channels of the input of every network that timm registered. */
    private static final int COLORS = 3;

    private final Catalog catalog;

    TimmConfig(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Describes a network to timm.
     *
     * @param model where the network comes from
     * @param architecture the network, maybe with other classes
     * @return the text of the file, or empty if timm has no such network
     */
    Optional<String> of(Model model, Architecture architecture) throws IOException {
        Optional<Model> known = timmModel(model);
        if (known.isEmpty() || architecture.classes() == 0) {
            return Optional.empty();
        }
        String name = known.get().name();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("architecture", name.substring(0, name.indexOf('.')));
        config.put("num_classes", architecture.classes());
        config.put(
                "num_features",
                architecture.stages().get(architecture.stages().size() - 1).dim());
        config.put("global_pool", "avg");
        config.set("pretrained_cfg", pretrained(model, architecture));
        return Optional.of(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
    }

    private static ObjectNode pretrained(Model model, Architecture architecture) {
        Preprocessing input = model.card().preprocessing().withChannels(architecture.inputChannels());
        List<MapShape> maps = architecture.featureMaps(input.height(), input.width());
        MapShape last = maps.get(maps.size() - 1);
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("custom_load", false);
        config.set(
                "input_size", array().add(input.channels()).add(input.height()).add(input.width()));
        config.put("fixed_input_size", false);
        config.put("interpolation", input.interpolation().toString());
        config.put("crop_pct", input.cropRatio());
        config.put("crop_mode", input.cropMode().toString());
        ArrayNode mean = config.putArray("mean");
        input.mean().forEach(mean::add);
        ArrayNode std = config.putArray("std");
        input.std().forEach(std::add);
        config.put("num_classes", architecture.classes());
        config.set("pool_size", array().add(last.height()).add(last.width()));
        if (isAdaptable(input.channels())) {
            config.put(
                    "first_conv",
                    NetworkPlan.of(architecture).stem().convolution().path());
        }
        config.put("classifier", FinalLayer.layer(architecture));
        model.card().licence().ifPresent(licence -> config.put("license", licence.toLowerCase(Locale.ROOT)));
        return config;
    }

    /** timm takes the stem that is named for one of colours; from its one channel it takes the sum, which changes nothing. */
    private static boolean isAdaptable(int channels) {
        return channels == 1 || channels == COLORS;
    }

    /** The network under the name that timm registered; that with the same preprocessing first. */
    private Optional<Model> timmModel(Model model) {
        Architecture body = FinalLayer.body(model.architecture()).withInputChannels(COLORS);
        return catalog.models().stream()
                .filter(other -> other.card().dialect().equals(Optional.of(Dialect.TIMM.id())))
                .filter(other -> FinalLayer.body(other.architecture()).equals(body))
                .min(Comparator.comparing(other ->
                        !other.card().preprocessing().equals(model.card().preprocessing())));
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
