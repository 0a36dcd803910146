package io.metaformer4j.weights.dialect;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and shapes of the state dicts of all reference models, as the reference implementations print them. */
public final class ReferenceStateDicts {

    private static final Catalog CATALOG = Catalog.standard();

    /**
     * The state dict of one model.
     *
     * @param source dialect id of the implementation
     * @param name name of the model there
     * @param shapes shapes by name, in order
     */
    public record Reference(String source, String name, Map<String, List<Integer>> shapes) {

        public Dialect dialect() {
            return Dialect.ofId(source);
        }

        /** The same network in the catalog. */
        public Model model() {
            Catalog catalog = CATALOG;
            return switch (source) {
                case "timm" -> catalog.get(name + ".sail_in1k");
                case "geoformer", "geometaformer" ->
                    catalog.get(name.startsWith("identity") || name.startsWith("rand") ? name + ".geoformer" : name);
                default -> catalog.get(name);
            };
        }

        @Override
        public String toString() {
            return source + "/" + name;
        }
    }

    private ReferenceStateDicts() {}

    public static List<Reference> all() {
        List<Reference> references = new ArrayList<>();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String line : Fixtures.lines("dialects/state_dicts.txt.gz")) {
            String[] parts = line.split(" ", -1);
            if (parts[0].equals("@")) {
                shapes = new LinkedHashMap<>();
                references.add(new Reference(parts[1], parts[2], shapes));
            } else {
                shapes.put(parts[0], shape(parts[1]));
            }
        }
        return references;
    }

    public static Reference get(String source, String name) {
        return all().stream()
                .filter(reference ->
                        reference.source().equals(source) && reference.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> shape(String text) {
        return text.equals("-")
                ? List.of()
                : Arrays.stream(text.split("x", -1)).map(Integer::valueOf).toList();
    }
}
