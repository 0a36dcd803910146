package io.metaformer4j.weights.pickle;

/** One method for each kind of node. */
public interface PickleVisitor<R> {
    R sequence(PickleNode.Sequence list);

    R tuple(PickleNode.Tuple tuple);

    R collection(PickleNode.Collection set);

    R dictionary(PickleNode.Dictionary dictionary);

    R instance(PickleNode.Instance instance);

    R text(PickleNode.Text text);

    R bytes(PickleNode.Bytes bytes);

    R symbol(PickleNode.Symbol symbol);

    R storage(PickleNode.Storage storage);

    R tensor(PickleNode.Tensor tensor);
}
