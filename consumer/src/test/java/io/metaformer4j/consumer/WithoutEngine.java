package io.metaformer4j.consumer;

import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;

/** Tries to load a model. */
final class WithoutEngine {

    private WithoutEngine() {}

    public static void main(String[] arguments) throws IOException {
        try {
            MetaFormers.standard().load(ModelRequest.embedded()).close();
            System.out.println("a model was loaded");
        } catch (MetaFormerException e) {
            System.out.println(e.getMessage());
        }
    }
}
