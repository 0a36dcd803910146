package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.transform.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Pictures of two classes of the size of {@link FunctionNetwork}'s input. */
final class ProbedPictures {

    private final List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();

    /** Adds a picture. */
    ProbedPictures with(int label, Picture picture) {
        String name = "picture " + entries.size();
        entries.add(new InMemoryDataset.Entry<>(name, new Sample.Pixels(picture), new ClassTarget(label)));
        return this;
    }

    /** Adds a picture of one shade of red. */
    ProbedPictures withRed(int label, int red) {
        return with(label, Picture.filled(FunctionNetwork.SIDE, FunctionNetwork.SIDE, red, 0, 0));
    }

    InMemoryDataset<ClassTarget> dataset() {
        return InMemoryDataset.of(List.of("zero", "one"), entries);
    }

    /** A picture whose columns have one shade of gray each. */
    static Picture columns(IntUnaryOperator grayOfColumn) {
        int side = FunctionNetwork.SIDE;
        byte[] rgb = new byte[side * side * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) grayOfColumn.applyAsInt(i / Picture.CHANNELS % side);
        }
        return Picture.of(side, side, rgb);
    }
}
