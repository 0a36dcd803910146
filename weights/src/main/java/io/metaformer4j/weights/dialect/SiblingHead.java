package io.metaformer4j.weights.dialect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The classifier that frameworks keep beside a backbone instead of in it: {@code backbone.*} with {@code head.fc.weight}, as
 * mmpretrain has it, or with {@code head.weight}, {@code fc.weight} or {@code classifier.weight}.
 */
final class SiblingHead {

    private static final String BACKBONE = "backbone.";
    private static final List<String> LAYERS =
            List.of("head.fc.", "cls_head.fc.", "head.", "cls_head.", "classifier.", "fc.");
    private static final List<String> TENSORS = List.of("weight", "bias");
    private static final String CANONICAL_LAYER = "head.fc.";

    private SiblingHead() {}

    /**
     * Finds the classifier.
     *
     * @param dialect dialect of the backbone
     * @param prefix what stands before the names of the backbone
     * @param inside names of the backbone in the dialect
     * @param outside names in the checkpoint that do not have the prefix
     * @return names of the classifier in the dialect by name in the checkpoint; empty if there is none or the backbone has its
     *     own
     */
    static Map<String, String> of(
            Dialect dialect, String prefix, Collection<String> inside, Collection<String> outside) {
        if (!prefix.endsWith(BACKBONE)) {
            return Map.of();
        }
        String parent = prefix.substring(0, prefix.length() - BACKBONE.length());
        for (String layer : LAYERS) {
            Map<String, String> joined = new LinkedHashMap<>();
            for (String tensor : TENSORS) {
                String name = dialect.data().names().apply(CANONICAL_LAYER + tensor);
                if (outside.contains(parent + layer + tensor) && !inside.contains(name)) {
                    joined.put(parent + layer + tensor, name);
                }
            }
            if (joined.size() == TENSORS.size()) {
                return joined;
            }
        }
        return Map.of();
    }
}
