package io.metaformer4j.vision.operation;

import java.util.List;

class CutoutContractTest extends PictureOperationContractTest {

    @Override
    protected List<PictureOperation> operations() {
        return List.of(new Cutout(1, 0, 0, 0), new Cutout(8, 124, 116, 104), new Cutout(1000, 255, 255, 255));
    }
}
