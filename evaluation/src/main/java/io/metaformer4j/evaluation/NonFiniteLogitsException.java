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

    private final String symptom;

    /**
     * An error that names the pictures and says what to do about it where the network computes.
     *
     * @param pictures names of the pictures; none if another process has them
     * @param network the network
     */
    public NonFiniteLogitsException(List<String> pictures, Network network) {
        super(symptom(pictures) + "; " + remedy(network));
        this.symptom = symptom(pictures);
    }

    private static String symptom(List<String> pictures) {
        return "the network gives no finite logits for "
                + (pictures.isEmpty()
                        ? "pictures of another process"
                        : "picture "
                                + PrintableText.listed(pictures, NAMED, name -> "'" + PrintableText.of(name) + "'"));
    }

    private static String remedy(Network network) {
        return network.placement().precision() == Precision.FLOAT16
                ? "half precision overflows beyond 65504, so use fp32 or bf16"
                : "check that the weights belong to this model and its training did not diverge";
    }

    /**
     * What was seen, for those who know better what to do about it.
     *
     * @return a clause that names the pictures
     */
    public String symptom() {
        return symptom;
    }
}
