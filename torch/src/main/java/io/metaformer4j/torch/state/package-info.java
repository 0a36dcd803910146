/**
 * The tensors of a network, by canonical name: where they live, how they are stored, copied and moved.
 */
package io.metaformer4j.torch.state;
