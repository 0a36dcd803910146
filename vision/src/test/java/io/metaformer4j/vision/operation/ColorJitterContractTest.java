package io.metaformer4j.vision.operation;

import java.util.List;

class ColorJitterContractTest extends PictureOperationContractTest {

    @Override
    protected List<PictureOperation> operations() {
        return List.of(
                ColorJitter.of(0),
                new ColorJitter(0.4, 0, 0),
                ColorJitter.of(0.4),
                ColorJitter.of(1),
                ColorJitter.of(9));
    }
}
