package io.metaformer4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The floors of the house: a room knows only rooms below it. */
class HouseRulesTest {

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.metaformer4j");
    }

    @Test
    void a_room_knows_only_rooms_below_it() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("zoo")
                .definedBy("io.metaformer4j.zoo..")
                .layer("weights")
                .definedBy("io.metaformer4j.weights..")
                .layer("vision")
                .definedBy("io.metaformer4j.vision..")
                .layer("torch")
                .definedBy("io.metaformer4j.torch..")
                .layer("evaluation")
                .definedBy("io.metaformer4j.evaluation..")
                .layer("training")
                .definedBy("io.metaformer4j.training..")
                .layer("cli")
                .definedBy("io.metaformer4j.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("evaluation")
                .mayOnlyBeAccessedByLayers("training", "cli")
                .whereLayer("torch")
                .mayOnlyBeAccessedByLayers("evaluation", "training", "cli")
                .whereLayer("vision")
                .mayOnlyBeAccessedByLayers("torch", "evaluation", "training", "cli")
                .whereLayer("weights")
                .mayOnlyBeAccessedByLayers("torch", "evaluation", "training", "cli")
                .check(classes);
    }

    @Test
    void the_zoo_needs_nothing_but_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.metaformer4j.zoo..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.metaformer4j.zoo..", "java..")
                .check(classes);
    }

    @Test
    void only_the_torch_floor_and_what_stands_on_it_touch_libtorch() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.metaformer4j.zoo..",
                        "io.metaformer4j.weights..",
                        "io.metaformer4j.vision..",
                        "io.metaformer4j.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(classes);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.metaformer4j.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching("io.metaformer4j.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void there_is_no_static_mutable_state() {
        fields().that().areStatic().should().beFinal().check(classes);
    }

    @Test
    void only_the_command_prints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.metaformer4j.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }
}
