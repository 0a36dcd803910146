package io.metaformer4j.vision.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownClassesExceptionTest {

    @Test
    void the_classes_survive_serialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new UnknownClassesException("no such classes", List.of("cat", "dog"), true));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            UnknownClassesException read = (UnknownClassesException) in.readObject();
            assertThat(read).hasMessage("no such classes");
            assertThat(read.unknown()).containsExactly("cat", "dog");
            assertThat(read.noneKnown()).isTrue();
        }
    }
}
