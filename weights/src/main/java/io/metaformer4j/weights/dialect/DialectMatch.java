package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.PrintableText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dialect of a checkpoint, and how its names become names of that dialect.
 *
 * @param dialect the dialect
 * @param reason what told it, for messages
 * @param prefix what stands before every name of the network, for instance {@code backbone.}; often empty
 * @param names names of the dialect by name in the checkpoint, in file order. Two names of the checkpoint may lead to one
 *     name of the dialect; whoever loads them decides. The classifier of a backbone may lie beside its prefix
 * @param outside names in the checkpoint that do not have the prefix and belong to something else
 */
public record DialectMatch(
        Dialect dialect, String reason, String prefix, Map<String, String> names, List<String> outside) {
    public DialectMatch {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        outside = List.copyOf(outside);
    }

    /**
     * Says what was found, in a few words.
     *
     * @return for instance {@code dialect timm (has 'stem.conv.weight') after prefix 'backbone.'}
     */
    public String describe() {
        return "dialect " + dialect + " (" + reason + ")"
                + (prefix.isEmpty() ? "" : " after prefix '" + PrintableText.of(prefix) + "'");
    }
}
