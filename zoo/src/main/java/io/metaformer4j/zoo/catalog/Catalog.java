package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Models by name. Immutable and safe for concurrent use; {@link #with} makes a larger catalog.
 *
 * <p>One name is one network: a bare name is the original authors' network ({@code poolformer_s12},
 * {@code caformer_s18_384}), timm's tagged name is timm's ({@code poolformer_s12.sail_in1k}), and the tag
 * {@code .geoformer} marks networks of the GeoFormer repository whose bare names belong to others.
 */
public final class Catalog {

    private final Map<String, Model> models;

    private Catalog(Map<String, Model> models) {
        this.models = Collections.unmodifiableMap(models);
    }

    /**
     * All published models: sail-sg/poolformer, sail-sg/metaformer, timm's module {@code metaformer} and
     * ShurenQi/GeoFormer.
     *
     * @return the catalog
     */
    public static Catalog standard() {
        return of(Stream.of(
                        PoolFormerModels.all(), MetaFormerBaselineModels.all(), TimmModels.all(), GeoFormerModels.all())
                .flatMap(List::stream)
                .toList());
    }

    /**
     * A catalog of the given models only.
     *
     * @param models the models, in the order in which they are listed
     * @return the catalog
     * @throws MetaFormerException if two models have the same name
     */
    public static Catalog of(List<Model> models) {
        return new Catalog(new LinkedHashMap<>()).with(models.toArray(Model[]::new));
    }

    /**
     * This catalog and more models.
     *
     * @param more models of one's own
     * @return the larger catalog; this one stays as it is
     * @throws MetaFormerException if a name is taken
     */
    public Catalog with(Model... more) {
        Map<String, Model> larger = new LinkedHashMap<>(models);
        for (Model model : more) {
            if (larger.putIfAbsent(model.name(), model) != null) {
                throw new MetaFormerException("model name '" + model.name()
                        + "' is taken in this catalog; one name is one network, so choose another name");
            }
        }
        return new Catalog(larger);
    }

    /**
     * The model of a name.
     *
     * @param name complete name, as {@link #names} lists it
     * @return the model
     * @throws UnknownModelException if there is none; it names the nearest ones
     */
    public Model get(String name) {
        Model model = models.get(name);
        if (model == null) {
            throw new NameSuggestions(models.keySet()).unknown(name);
        }
        return model;
    }

    /**
     * The model of a name, if there is one.
     *
     * @param name complete name
     * @return the model, or empty
     */
    public Optional<Model> lookup(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /**
     * All models, in the order of registration.
     *
     * @return an unmodifiable list
     */
    public List<Model> models() {
        return List.copyOf(models.values());
    }

    /**
     * All names in natural order.
     *
     * @return an unmodifiable list
     */
    public List<String> names() {
        return models.keySet().stream().sorted(NaturalOrder.INSTANCE).toList();
    }

    /**
     * The models whose names match a pattern, in natural order ({@code s12} before {@code s118}).
     *
     * @param glob a name in which {@code *} stands for any characters and {@code ?} for one
     * @return the models, maybe none
     */
    public List<Model> find(String glob) {
        Pattern pattern = globPattern(glob);
        List<Model> found = new ArrayList<>();
        for (Model model : models.values()) {
            if (pattern.matcher(model.name()).matches()) {
                found.add(model);
            }
        }
        found.sort(Comparator.comparing(Model::name, NaturalOrder.INSTANCE));
        return List.copyOf(found);
    }

    private static Pattern globPattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
