package io.metaformer4j.training.recipe.published;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scripts of one family as a file of this package has them.
 *
 * @param source where the numbers are from
 * @param command how the script is called, with {@code {model}} and {@code {drop_path}} to be filled in
 * @param hardware what it was written for
 * @param hours how long it took there
 * @param remarks what differs here, or is odd there
 * @param recipe the values that all of the family share, as keys of a recipe
 * @param models what differs from network to network, by the name of the recipe
 */
record RecipeFile(
        String source,
        String command,
        String hardware,
        String hours,
        List<String> remarks,
        Map<String, Object> recipe,
        Map<String, Variant> models) {

    /**
     * One network of the family.
     *
     * @param model its name in the catalog; empty if the script trains any
     * @param start the model whose trained weights it starts from; empty if it starts from nothing
     * @param top1 accuracy to expect on ImageNet-1k, in percent, if it was published
     * @param remarks more of them
     * @param changes keys of a recipe with values that replace those of the family
     */
    record Variant(
            Optional<String> model,
            Optional<String> start,
            OptionalDouble top1,
            List<String> remarks,
            Map<String, Object> changes) {}
}
