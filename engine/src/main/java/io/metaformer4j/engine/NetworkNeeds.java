package io.metaformer4j.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is needed of a network, by which its engine is chosen.
 *
 * @param placement where and how it computes
 * @param capabilities what it must be able to do beside answering
 */
public record NetworkNeeds(Placement placement, Set<Capability> capabilities) {

    /** Answers in single precision on the processor. */
    public static final NetworkNeeds ANSWERS = new NetworkNeeds(Placement.DEFAULT, Set.of());

    /** Copies the set, in the order in which capabilities are declared. */
    public NetworkNeeds {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(copy);
    }

    /**
     * The same elsewhere, or in another precision.
     *
     * @param where device, precision and threads
     * @return the changed needs
     */
    public NetworkNeeds withPlacement(Placement where) {
        return new NetworkNeeds(where, capabilities);
    }

    /**
     * The same with other capabilities.
     *
     * @param wanted what the network must be able to do beside answering; none for answers alone
     * @return the changed needs
     */
    public NetworkNeeds withCapabilities(Capability... wanted) {
        return new NetworkNeeds(placement, Set.copyOf(Arrays.asList(wanted)));
    }

    /** For messages: {@code fp32 on cpu}, or {@code fp32 on cpu with gradients}. */
    @Override
    public String toString() {
        return capabilities.isEmpty()
                ? placement.toString()
                : placement + " with "
                        + capabilities.stream().map(Capability::title).collect(Collectors.joining(" and "));
    }
}
