package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/** The error of a network that answers with NaN or infinity. */
public final class FiniteLogits {

    private static final int NAMED = 3;

    private FiniteLogits() {}

    /** The error that names the pictures and says what to do about it where the network computes. */
    public static MetaFormerException error(List<String> pictures, Network network) {
        String names = String.join("', '", pictures.subList(0, Math.min(NAMED, pictures.size())));
        String more = pictures.size() > NAMED ? " and " + (pictures.size() - NAMED) + " more" : "";
        String remedy = network.placement().precision() == Precision.FLOAT16
                ? "half precision overflows beyond 65504, so use fp32 or bf16"
                : "check that the weights belong to this model and its training did not diverge";
        return new MetaFormerException(
                "the network gives no finite logits for picture '" + names + "'" + more + "; " + remedy);
    }
}
