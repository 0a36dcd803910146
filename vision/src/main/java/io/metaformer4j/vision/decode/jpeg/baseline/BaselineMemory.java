package io.metaformer4j.vision.decode.jpeg.baseline;

/** What {@link BaselineJpeg} uses again from file to file. Confine to one thread. */
public final class BaselineMemory {

    private final EntropyReader reader = new EntropyReader();
    private final InverseTransform transform = new InverseTransform();
    private final BaselineColors colors = new BaselineColors();
    private final int[][][] places = {new int[0][], new int[0][], new int[0][]};

    /** Creates memory that is empty yet. */
    public BaselineMemory() {}

    EntropyReader reader() {
        return reader;
    }

    InverseTransform transform() {
        return transform;
    }

    BaselineColors colors() {
        return colors;
    }

    void reserve(JpegComponent component, int index, BaselineGeometry geometry, int stripUnits) {
        int first = geometry.firstUnit() * component.horizontal();
        int count = (geometry.lastUnit() - geometry.firstUnit() + 1) * component.horizontal();
        component.reserve(places[index], first, count, stripUnits * component.vertical());
        places[index] = component.places();
    }
}
