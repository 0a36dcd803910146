package io.metaformer4j.onnx.graph;

/** Writes the nodes of one operation. */
@FunctionalInterface
interface GraphStep {

    /** From what comes in to what comes out. */
    MapValue apply(MapValue x);

    /** Whether it is as well off with pixels as with planes, or better. */
    default boolean takesPixels() {
        return false;
    }

    /** A step that is. */
    record OnPixels(GraphStep step) implements GraphStep {
        @Override
        public MapValue apply(MapValue x) {
            return step.apply(x);
        }

        @Override
        public boolean takesPixels() {
            return true;
        }
    }
}
