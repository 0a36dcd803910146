package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetContractTest;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpDatasetContractTest extends DatasetContractTest<ClassTarget> {

    private ShardServer server;

    @BeforeEach
    void serveShards() throws IOException {
        write(
                folder.resolve("data-0.tar"),
                tar(members("1.png", png(10), "1.cls", text("0"), "2.png", png(20), "2.cls", text("2"))));
        write(
                folder.resolve("data-1.tar"),
                tar(members("3.png", png(30), "3.cls", text("1"), "4.png", png(40), "4.cls", text("0"))));
        server = new ShardServer(folder);
    }

    @AfterEach
    void stopServing() {
        server.close();
    }

    @Override
    protected Dataset<ClassTarget> open() throws IOException {
        return Datasets.open(server.address("data-{0..1}.tar"), server.options(Optional.empty()));
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
