package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetContractTest;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.TestFiles;
import io.metaformer4j.vision.data.Unlabelled;
import java.io.IOException;
import java.util.stream.IntStream;

class UnlabelledDatasetContractTest extends DatasetContractTest<Unlabelled> {

    @Override
    protected Dataset<Unlabelled> open() throws IOException {
        for (int i = 0; i < 3; i++) {
            TestFiles.write(folder.resolve("p/" + i % 2 + "/" + i + ".png"), TestFiles.png(i));
        }
        return UnlabelledPictures.open(folder.resolve("p").toString(), DatasetOptions.standard());
    }

    @Override
    protected IntStream labels(Unlabelled target) {
        return IntStream.empty();
    }
}
