package io.metaformer4j.weights;

import java.util.ArrayList;
import java.util.List;

/**
 * What an unpickled stream is made of before it is frozen: scalars are Java values ({@code null} for None),
 * everything else is one of these. Nodes compare by identity, may be shared, and may even contain themselves.
 */
sealed interface PickleNode {

    /** A list, still growing. */
    final class Sequence implements PickleNode {
        final List<Object> items = new ArrayList<>();
    }

    /** A tuple. */
    final class Tuple implements PickleNode {
        final List<Object> items;

        Tuple(List<Object> items) {
            this.items = items;
        }
    }

    /** A set or frozenset. */
    final class Collection implements PickleNode {
        final List<Object> items = new ArrayList<>();
    }

    /** A dictionary of any kind; later entries override earlier ones with the same key. */
    final class Dictionary implements PickleNode {
        final List<Object> keys = new ArrayList<>();
        final List<Object> values = new ArrayList<>();

        void put(Object key, Object value) {
            keys.add(key);
            values.add(value);
        }
    }

    /** An object of which only the data is kept. */
    final class Instance implements PickleNode {
        final String className;
        final List<Object> arguments = new ArrayList<>();
        final Dictionary state = new Dictionary();

        Instance(String className) {
            this.className = className;
        }
    }

    /** A global name. It is never resolved to anything. */
    final class Symbol implements PickleNode {
        final String name;
        final long offset;

        Symbol(String name, long offset) {
            this.name = name;
            this.offset = offset;
        }
    }

    /** A reference to raw bytes stored outside the pickle. */
    final class Storage implements PickleNode {
        final String key;
        final DType dtype;
        /** Elements of the whole storage under {@link #key}. */
        final long elements;
        /** First element of this view of the storage. */
        final long viewOffset;
        /** Elements of this view. */
        final long viewElements;

        Storage(String key, DType dtype, long elements, long viewOffset, long viewElements) {
            this.key = key;
            this.dtype = dtype;
            this.elements = elements;
            this.viewOffset = viewOffset;
            this.viewElements = viewElements;
        }
    }

    /**
     * A view on a storage; offset and strides count elements of {@link #dtype} and were checked against the storage.
     */
    final class Tensor implements PickleNode {
        final Storage storage;
        final DType dtype;
        final long offset;
        final long[] shape;
        final long[] strides;

        Tensor(Storage storage, DType dtype, long offset, long[] shape, long[] strides) {
            this.storage = storage;
            this.dtype = dtype;
            this.offset = offset;
            this.shape = shape;
            this.strides = strides;
        }
    }
}
