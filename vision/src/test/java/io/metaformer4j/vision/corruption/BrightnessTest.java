package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.operation.PictureOperationContractTest;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrightnessTest extends PictureOperationContractTest {

    @Override
    protected List<PictureOperation> operations() {
        return Severity.all().stream().<PictureOperation>map(Brightness::of).toList();
    }

    static List<Severity> severities() {
        return Severity.all();
    }

    @ParameterizedTest
    @MethodSource("severities")
    void pixels_are_those_of_imagenet_c(Severity severity) {
        CorruptionReference.of("brightness", severity).check(Brightness.of(severity));
    }

    @Test
    void a_setting_outside_of_its_range_is_refused() {
        assertThatThrownBy(() -> new Brightness(1.5))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("1.5", "0 to 1");
        assertThatThrownBy(() -> new Brightness(Double.NaN)).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> new Severity(6)).hasMessageContainingAll("6", "1 (mildest) to 5");
    }
}
