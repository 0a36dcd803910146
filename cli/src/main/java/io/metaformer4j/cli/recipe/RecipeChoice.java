package io.metaformer4j.cli.recipe;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipes;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The recipe that a training begins with.
 *
 * @param published a published one; empty if it is that of the file
 * @param file a file, which for a published recipe is its name
 */
record RecipeChoice(Optional<PublishedRecipe> published, Path file) {

    private static final String TIMM = "timm";

    /** What could be the name of a published recipe; with a dot or a slash in it, it is that of a file. */
    private static final Pattern NAME = Pattern.compile("[\\w-]+");

    /** Reads a name or a path. A published recipe goes before a file of its name. */
    static final class Converter implements ITypeConverter<RecipeChoice> {
        @Override
        public RecipeChoice convert(String text) {
            Path file = path(text);
            if (!NAME.matcher(text).matches()) {
                return new RecipeChoice(Optional.empty(), file);
            }
            PublishedRecipes known = PublishedRecipes.standard();
            if (known.lookup(text).isEmpty() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return new RecipeChoice(Optional.empty(), file);
            }
            try {
                return new RecipeChoice(Optional.of(known.get(text)), file);
            } catch (MetaFormerException e) {
                throw new TypeConversionException(e.getMessage() + " Nor is there a file of this name.");
            }
        }

        private static Path path(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("the name is empty");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("it is no name of a file: " + e.getReason());
            }
        }
    }

    /** What timm's training script does when nothing is asked of it. */
    static RecipeChoice timm() {
        return new RecipeChoice(Optional.of(PublishedRecipes.standard().get(TIMM)), Path.of(TIMM));
    }

    /**
     * Its values.
     *
     * @throws IOException if the file cannot be read
     * @throws MetaFormerException if it holds no recipe
     */
    LayeredRecipe layers() throws IOException {
        if (published.isPresent()) {
            return published.get().layers();
        }
        String text = TextFile.read(file, "recipe");
        try {
            return LayeredRecipe.of(TrainingRecipe.parse(text), "recipe " + file);
        } catch (MetaFormerException e) {
            throw new MetaFormerException(
                    "recipe '" + file + "' cannot be understood: " + e.getMessage()
                            + "; write it as the recipes of this project",
                    e);
        }
    }
}
