package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import io.metaformer4j.weights.pickle.PickleNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Alternatives are told apart by a visitor or a method of their own, so that the compiler finds every reader of a new one.
 */
class SealedTypesTest {

    @Test
    void nobody_asks_for_the_class_of_our_own_alternatives() {
        List<String> checks = ProjectCode.CLASSES.stream()
                .flatMap(type -> type.getInstanceofChecks().stream())
                .filter(check -> isAlternative(check.getRawType()))
                .filter(check -> !readsPickle(check))
                .map(check -> check.getRawType().getName() + " in " + check.getSourceCodeLocation())
                .toList();
        assertThat(checks).isEmpty();
    }

    private static boolean isAlternative(JavaClass type) {
        return type.getPackageName().startsWith("io.metaformer4j")
                && Stream.concat(Stream.of(type), type.getAllRawInterfaces().stream())
                        .anyMatch(parent -> parent.reflect().isSealed());
    }

    /** What a pickle holds is any Java object, a number or text as well as a node, until it has been asked. */
    private static boolean readsPickle(InstanceofCheck check) {
        return check.getRawType().isAssignableTo(PickleNode.class)
                && check.getOwner().getOwner().getPackageName().startsWith("io.metaformer4j.weights");
    }
}
