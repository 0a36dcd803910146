package io.metaformer4j.training.recipe.published;

import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a published script trains with, and what to expect of it.
 *
 * @param name name of the recipe
 * @param model name of the network in the catalog; empty if the script trains any
 * @param start name of the model whose trained weights the training starts from; empty if it starts from nothing
 * @param command how the script is called
 * @param hardware what the script was written for
 * @param hours how long it took there, or that this was not published
 * @param top1 published accuracy on ImageNet-1k, in percent
 * @param source repository, file and paper that the numbers are from
 * @param remarks what differs from the script, or is odd about it, in whole sentences
 * @param layers all values: those of the script, and for what it says nothing about those of the standard recipe
 */
public record PublishedRecipe(
        String name,
        Optional<String> model,
        Optional<String> start,
        String command,
        String hardware,
        String hours,
        OptionalDouble top1,
        String source,
        List<String> remarks,
        LayeredRecipe layers) {

    public PublishedRecipe {
        remarks = List.copyOf(remarks);
    }
}
