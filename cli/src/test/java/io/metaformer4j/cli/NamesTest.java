package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A name that stands alone means one type. Nested types may share a name where that is an idiom ({@code Visitor}, {@code Kind},
 * {@code None}), or where two sealed types have an alternative for one idea ({@code TokenMixer.Attention} and
 * {@code Mixing.Attention}), because they are then written with the names of their owners: one of them at most is imported. With
 * a type that has a file of its own, and so is never written with an owner, a nested type shares no name.
 */
class NamesTest {

    /** An import of a nested type: its owner, and its own name. */
    private static final Pattern NESTED_IMPORT =
            Pattern.compile("(?m)^import (io\\.metaformer4j(?:\\.[a-z]\\w*)*(?:\\.[A-Z]\\w*)+)\\.([A-Z]\\w*);");

    @Test
    void a_name_without_an_owner_means_one_type() throws IOException {
        Map<String, Set<String>> meanings = new TreeMap<>();
        for (Path file : ProjectCode.sources("main")) {
            if (ProjectCode.isType(file)) {
                String name = String.valueOf(file.getFileName()).replace(".java", "");
                meanings.computeIfAbsent(name, key -> new TreeSet<>()).add(file.toString());
            }
            NESTED_IMPORT.matcher(Documents.text(file)).results().forEach(found -> meanings.computeIfAbsent(
                            found.group(2), key -> new TreeSet<>())
                    .add(found.group(1)));
        }
        assertThat(meanings).containsKeys("Engine", "FailurePolicy");
        assertThat(meanings.values()).allMatch(types -> types.size() == 1);
    }

    @Test
    void a_nested_type_is_not_called_as_a_file_is() {
        Set<String> files = ProjectCode.CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && isSeen(type))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        List<String> clashes = ProjectCode.CLASSES.stream()
                .filter(type -> type.isMemberClass() && isSeen(type) && files.contains(type.getSimpleName()))
                .map(JavaClass::getName)
                .toList();
        assertThat(files).contains("Activation", "Logits");
        assertThat(clashes)
                .as("nested types with the name of a type that has a file of its own; call them something else")
                .isEmpty();
    }

    /** Whether other packages see it: it is public or protected, and so is everything around it. */
    private static boolean isSeen(JavaClass type) {
        Optional<JavaClass> owner = type.getEnclosingClass();
        boolean open = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return open && (owner.isEmpty() || isSeen(owner.get()));
    }
}
