package io.metaformer4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of servers. */
class ServingFilesTest {

    private static final List<String> LABELS = List.of("cat", "dog", "a \"jet\"");

    @TempDir
    private Path folder;

    private static ExportedModel model(List<String> labels) {
        return ExportCases.model(TinyArchitectures.classifier(3), TinyArchitectures.SIDE, labels);
    }

    private OnnxExporter.Exported export(ExportedModel model, OnnxOptions options, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return OnnxExporter.of(options).write(model, file);
    }

    @Test
    void triton_batches_what_takes_any_number_of_pictures() throws IOException {
        OnnxExporter.Exported exported = export(model(LABELS), OnnxOptions.DEFAULT.withAnyBatch(), "pets/1/model.onnx");
        List<Path> files = ServingFiles.triton(model(LABELS), exported);
        assertThat(files)
                .containsExactly(
                        folder.resolve("pets/labels.txt").toAbsolutePath(),
                        folder.resolve("pets/config.pbtxt").toAbsolutePath());
        assertThat(Files.readAllLines(files.get(0))).isEqualTo(LABELS);
        assertThat(Files.readString(files.get(1)))
                .isEqualTo(
                        """
                        name: "pets"
                        backend: "onnxruntime"
                        max_batch_size: 32
                        input [
                          {
                            name: "input"
                            data_type: TYPE_FP32
                            dims: [ 3, 16, 16 ]
                          }
                        ]
                        output [
                          {
                            name: "logits"
                            data_type: TYPE_FP32
                            dims: [ 3 ]
                            label_filename: "labels.txt"
                          }
                        ]
                        dynamic_batching { }
                        """);
    }

    @Test
    void triton_gets_whole_shapes_where_the_batch_is_fixed() throws IOException {
        OnnxExporter.Exported exported =
                export(model(List.of()), OnnxOptions.DEFAULT.withBytes().withAnySize(), "pets/2/model.onnx");
        List<Path> files = ServingFiles.triton(model(List.of()), exported);
        assertThat(Files.readString(files.get(0)))
                .contains("max_batch_size: 0", "TYPE_UINT8", "dims: [ 1, -1, -1, 3 ]", "dims: [ 1, 3 ]")
                .doesNotContain("label_filename", "dynamic_batching");
    }

    @Test
    void a_model_outside_a_repository_of_triton_is_refused_with_the_place_where_it_belongs() {
        for (String name : List.of("model.onnx", "pets/one/model.onnx", "pets/1/pets.onnx")) {
            assertThatThrownBy(() -> ServingFiles.tritonFolder(folder.resolve(name)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll(name, "NAME/1/model.onnx");
        }
    }

    @Test
    void djl_serving_takes_pictures_where_its_translator_can_prepare_them() throws IOException {
        OnnxExporter.Exported exported = export(model(LABELS), OnnxOptions.DEFAULT, "djl/pets.onnx");
        List<Path> files = ServingFiles.djl(model(LABELS), exported);
        assertThat(Files.readAllLines(files.get(0))).isEqualTo(LABELS);
        assertThat(Files.readAllLines(files.get(1)))
                .containsExactly(
                        "engine=OnnxRuntime",
                        "option.modelName=pets",
                        "application=cv/image_classification",
                        "translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory",
                        "width=16",
                        "height=16",
                        "resizeShort=17,-1,BICUBIC",
                        "centerCrop=true",
                        "toTensor=true",
                        "normalize=0.485,0.456,0.406,0.229,0.224,0.225",
                        "applySoftmax=true",
                        "batchifier=stack");
    }

    @Test
    void djl_serving_takes_tensors_elsewhere() throws IOException {
        OnnxExporter.Exported bytes = export(model(LABELS), OnnxOptions.DEFAULT.withBytes(), "djl/bytes.onnx");
        ServingFiles.djl(model(LABELS), bytes);
        assertThat(Files.readAllLines(folder.resolve("djl/serving.properties")))
                .containsExactly("engine=OnnxRuntime", "option.modelName=bytes");
    }
}
