package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.operation.PictureOperationContractTest;
import io.metaformer4j.zoo.Interpolation;
import java.util.List;
import java.util.stream.Stream;

class AutomaticAugmentationContractTest extends PictureOperationContractTest {

    private static final AutomaticSettings SETTINGS =
            new AutomaticSettings(124, 116, 104, 7, 0.45, List.of(Interpolation.BILINEAR, Interpolation.BICUBIC));

    /** Policies, and each operation alone, which a policy might not draw. */
    @Override
    protected List<PictureOperation> operations() {
        Stream<PictureOperation> policies = Stream.of(
                        "rand-m0",
                        "rand-m9-mstd0.5-inc1",
                        "rand-m30-n9-p1-mmax40",
                        "rand-m10-mstd101-tweights",
                        "rand-n3-t3a",
                        "original-mstd0.5",
                        "originalr",
                        "v0",
                        "v0r",
                        "3a",
                        "augmix-m5-w4-d2",
                        "augmix-m10-b1")
                .map(text -> AutomaticAugmentation.parse(text).operation(SETTINGS));
        Stream<PictureOperation> alone = Stream.of(AugmentOperation.values())
                .map(operation -> (canvas, random) -> operation.apply(canvas, 9, SETTINGS, random));
        return Stream.concat(policies, alone).toList();
    }
}
