package io.metaformer4j.torch.layer;

import org.bytedeco.pytorch.Tensor;

/** Views between maps and token sequences. */
final class TokenMaps {

    private TokenMaps() {}

    /** Tokens {@code [N, H*W, C]} as a map {@code [N, C, H, W]} of the height and width of another map. */
    static Tensor ofTokens(Tensor tokens, Tensor like) {
        return tokens.unflatten(1, like.size(2), like.size(3)).permute(0, 3, 1, 2);
    }
}
