package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.List;

/** A network answered with NaN or infinity. */
public final class NonFiniteLogitsException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /** Pictures that the message names. */
    private static final int NAMED = 3;

    /**
     * An error that names the pictures and says what to do about it where the network computes.
     *
     * @param pictures names of the pictures, at least one
     * @param network the network
     */
    public NonFiniteLogitsException(List<String> pictures, Network network) {
        super(message(pictures, network));
    }

    private static String message(List<String> pictures, Network network) {
        String names = PrintableText.listed(pictures, NAMED, name -> "'" + PrintableText.of(name) + "'");
        String remedy = network.placement().precision() == Precision.FLOAT16
                ? "half precision overflows beyond 65504, so use fp32 or bf16"
                : "check that the weights belong to this model and its training did not diverge";
        return "the network gives no finite logits for picture " + names + "; " + remedy;
    }
}
