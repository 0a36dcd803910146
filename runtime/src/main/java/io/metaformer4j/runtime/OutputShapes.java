package io.metaformer4j.runtime;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Output;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.plan.NetworkPlan;
import java.util.List;

/**
 * The shapes of outputs for a batch.
 *
 * @param architecture the network
 * @param images the batch
 * @param maps sizes of the stages' maps
 */
record OutputShapes(Architecture architecture, ImageBatch images, List<MapShape> maps) {

    /** Memory for an output that the network has. */
    FloatArray allocate(Output output) {
        List<Integer> shape = shape(output);
        long count = 1;
        for (int side : shape) {
            count *= side;
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw new MetaFormerException("output '" + output.name() + "' of shape " + shape
                    + " does not fit into one array; use a smaller batch");
        }
        return FloatArray.of(new float[(int) count], shape);
    }

    private List<Integer> shape(Output output) {
        int n = images.size();
        String name = output.name();
        if (output.equals(Output.INPUT)) {
            return List.of(n, images.channels(), images.height(), images.width());
        }
        if (output.equals(Output.LOGITS)) {
            return List.of(n, architecture.classes());
        }
        if (output.equals(Output.POOLED)) {
            return List.of(n, maps.get(maps.size() - 1).channels());
        }
        for (int i = 0; i < maps.size(); i++) {
            String path = NetworkPlan.of(architecture).stages().get(i).path();
            if (output.equals(Output.stage(i)) || (name + ".").startsWith(path + ".")) {
                MapShape map = maps.get(i);
                return List.of(n, map.channels(), map.height(), map.width());
            }
        }
        int height = architecture.stem().conv().outputSide(images.height());
        int width = architecture.stem().conv().outputSide(images.width());
        return List.of(n, maps.get(0).channels(), height, width);
    }
}
