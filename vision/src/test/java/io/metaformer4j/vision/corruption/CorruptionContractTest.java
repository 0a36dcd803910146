package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.operation.PictureOperationContractTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class CorruptionContractTest extends PictureOperationContractTest {

    /** Both kinds of spatter, and the smallest and largest of what depends on lengths. */
    @Override
    protected List<PictureOperation> operations() {
        return Arrays.stream(Corruption.values())
                .flatMap(corruption -> Stream.of(2, 5).map(level -> corruption.at(new Severity(level))))
                .toList();
    }
}
