package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network is to compute. Engines compute nothing that is not asked for, as far as they can help it.
 *
 * @param outputs what is wanted, at least one
 */
public record Request(Set<Output> outputs) {

    /** The scores of the classes only. */
    public static final Request LOGITS = of(Output.LOGITS);

    public Request {
        if (outputs.isEmpty()) {
            throw new MetaFormerException("nothing is asked of the network; name at least one output, e.g. the logits");
        }
        outputs = Collections.unmodifiableSet(new LinkedHashSet<>(outputs));
    }

    /**
     * Asks for some outputs.
     *
     * @param outputs what is wanted
     * @return the request
     */
    public static Request of(Output... outputs) {
        return new Request(new LinkedHashSet<>(Arrays.asList(outputs)));
    }

    /**
     * Asks for what a network says about a picture: the logits, the maps of all stages and the pooled vector.
     *
     * @param architecture the network
     * @return the request; feature backbones have only the maps
     */
    public static Request everything(Architecture architecture) {
        List<Output> outputs = new ArrayList<>();
        if (architecture.hasClassifier()) {
            outputs.add(Output.LOGITS);
        }
        for (int i = 0; i < architecture.stages().size(); i++) {
            outputs.add(Output.stage(i));
        }
        if (architecture.hasClassifier()) {
            outputs.add(Output.POOLED);
        }
        return new Request(new LinkedHashSet<>(outputs));
    }

    /**
     * Whether something is asked for.
     *
     * @param output what
     * @return true if it is wanted
     */
    public boolean wants(Output output) {
        return outputs.contains(output);
    }

    /**
     * Refuses networks that lack an output; for engines.
     *
     * @param architecture the network
     * @throws MetaFormerException if it lacks one; the message says which and what there is
     */
    public void requireOf(Architecture architecture) {
        outputs.forEach(output -> output.requireOf(architecture));
    }
}
