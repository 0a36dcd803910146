package io.metaformer4j.training.distributed;

import io.metaformer4j.zoo.MetaFormerException;

/** Another of the processes that train together is lost, so that this one cannot go on. The checkpoints are unharmed. */
public final class RankLostException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    RankLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
