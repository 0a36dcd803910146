package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Preprocessing;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The way from a JPEG file to a batch, which validation and training take millions of times. */
class GarbageTest {

    private static final int PICTURES = 50;

    /** Four Huffman tables of 4 KiB, regions and views: 39 kB. Pixels would be 406 kB, a place in the batch 602 kB. */
    private static final long BYTES_PER_PICTURE = 64 << 10;

    @Test
    void a_jpeg_file_becomes_part_of_a_batch_without_garbage_of_its_size() {
        Sample image = new Sample.Encoded(EncodedImage.of(Fixtures.bytes("images/chelsea_base420.jpg"), "chelsea"));
        EvalTransform transform = EvalTransform.of(Preprocessing.imageNet(224, 0.9));
        ImageBatch batch = transform.newBatch(1);
        SampleTransform.Worker worker = transform.newWorker();
        worker.apply(image, 0, batch, 0); // buffers grow to the size of the picture

        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PICTURES; i++) {
            worker.apply(image, 0, batch, 0);
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / PICTURES).as("bytes for each picture").isLessThan(BYTES_PER_PICTURE);
    }
}
