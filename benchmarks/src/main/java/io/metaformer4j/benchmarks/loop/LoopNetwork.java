package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network that both sides build.
 *
 * @param name what the command line calls it
 * @param family timm's name of a published network, or the family of one that has depths and widths of its own
 * @param depths blocks of each stage; none for a published network
 * @param dims channels of each stage; none for a published network
 * @param architecture the network as we describe it
 */
public record LoopNetwork(
        String name, String family, List<Integer> depths, List<Integer> dims, Architecture architecture) {

    /** Networks of six blocks that train on small pictures, by name. */
    public static final List<String> SMALL = List.of("convformer_small", "poolformerv2_small");

    private static final String SMALL_SUFFIX = "_small";
    private static final List<Integer> SMALL_DEPTHS = List.of(1, 1, 3, 1);
    private static final List<Integer> SMALL_DIMS = List.of(32, 64, 128, 256);

    /** From which published network a small one has its blocks and its head. */
    private static final Map<String, String> LARGER =
            Map.of("convformer", "convformer_s18", "poolformerv2", "poolformerv2_s12");

    public LoopNetwork {
        depths = List.copyOf(depths);
        dims = List.copyOf(dims);
    }

    /**
     * Finds a network.
     *
     * @param name one of {@link #SMALL}, or a name of timm without a tag
     * @param classes number of classes of a small one; a published one has those it was published with
     * @return the network
     * @throws io.metaformer4j.zoo.MetaFormerException if there is none of that name
     */
    public static LoopNetwork named(String name, int classes) {
        if (!SMALL.contains(name)) {
            return new LoopNetwork(name, name, List.of(), List.of(), published(name));
        }
        String family = name.substring(0, name.length() - SMALL_SUFFIX.length());
        Architecture architecture = shrunk(published(LARGER.get(family))).withClasses(classes);
        return new LoopNetwork(name, family, SMALL_DEPTHS, SMALL_DIMS, architecture);
    }

    private static Architecture published(String name) {
        return Catalog.standard().get(name + ".sail_in1k").architecture();
    }

    private static Architecture shrunk(Architecture large) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < SMALL_DIMS.size(); i++) {
            Stage stage = large.stages().get(i);
            stages.add(new Stage(
                    SMALL_DIMS.get(i),
                    SMALL_DEPTHS.get(i),
                    stage.downsampling(),
                    stage.positionEmbedding(),
                    stage.block()));
        }
        return new Architecture(
                large.inputChannels(),
                large.stem(),
                stages,
                large.head(),
                large.regularization(),
                large.initialization());
    }

    /**
     * What a peer needs to build the same.
     *
     * @return plain data
     */
    public Map<String, Object> forPeer() {
        return Map.of("family", family, "depths", depths, "dims", dims, "classes", architecture.classes());
    }
}
