package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.DType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an unpickled stream is made of before it is frozen: scalars are Java values ({@code null} for None),
 * everything else is one of these. Nodes compare by identity, may be shared, and may even contain themselves.
 */
public sealed interface PickleNode {

    /** How a node can be the key of a dictionary, or in a set. */
    enum KeyUse {
        /** As its own frozen value: what is short and can be hashed as Python does. */
        VALUE,
        /** As a numbered placeholder: Python can hash it, but hashing what is nested may take exponential time. */
        PLACEHOLDER,
        /** Not at all: Python cannot hash it. */
        NONE
    }

    /** Calls the visitor's method for this kind of node. */
    <R> R accept(PickleVisitor<R> visitor);

    /** The values directly below this node: nodes, or plain Java values. */
    default List<Object> children() {
        return List.of();
    }

    /** How this node can be a key. */
    default KeyUse keyUse() {
        return KeyUse.PLACEHOLDER;
    }

    /** A list, still growing. */
    final class Sequence implements PickleNode {
        public final List<Object> items = new ArrayList<>();

        @Override
        public List<Object> children() {
            return items;
        }

        @Override
        public KeyUse keyUse() {
            return KeyUse.NONE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.sequence(this);
        }
    }

    /** A tuple. */
    final class Tuple implements PickleNode {
        private static final int MAX_KEY_PARTS = 64;

        public final List<Object> items;

        Tuple(List<Object> items) {
            this.items = items;
        }

        @Override
        public List<Object> children() {
            return items;
        }

        @Override
        public KeyUse keyUse() {
            return items.size() <= MAX_KEY_PARTS && items.stream().noneMatch(PickleNode.class::isInstance)
                    ? KeyUse.VALUE
                    : KeyUse.PLACEHOLDER;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.tuple(this);
        }
    }

    /** A set or frozenset. */
    final class Collection implements PickleNode {
        public final List<Object> items = new ArrayList<>();

        @Override
        public List<Object> children() {
            return items;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.collection(this);
        }
    }

    /** A dictionary of any kind; later entries override earlier ones with the same key. */
    final class Dictionary implements PickleNode {
        public final List<Object> keys = new ArrayList<>();
        public final List<Object> values = new ArrayList<>();

        void put(Object key, Object value) {
            keys.add(key);
            values.add(value);
        }

        @Override
        public List<Object> children() {
            List<Object> all = new ArrayList<>(keys);
            all.addAll(values);
            return all;
        }

        @Override
        public KeyUse keyUse() {
            return KeyUse.NONE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.dictionary(this);
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

        @Override
        public List<Object> children() {
            List<Object> all = new ArrayList<>(arguments);
            all.add(state);
            return all;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.instance(this);
        }
    }

    /** A text too long to be anything but bytes that protocol 2 has pickled as text; it stays in the file. */
    final class Text implements PickleNode {
        /** The text in UTF-8. */
        final ByteBuffer utf8;

        private Bytes bytes;

        Text(ByteBuffer utf8) {
            this.utf8 = utf8;
        }

        /** The bytes that the text stands for, one for each character; always the same node. */
        Bytes asBytes() {
            if (bytes == null) {
                bytes = new Bytes(utf8);
            }
            return bytes;
        }

        @Override
        public KeyUse keyUse() {
            return KeyUse.NONE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.text(this);
        }
    }

    /** Many bytes that protocol 2 has pickled as text of one character per byte; they stay in the file. */
    final class Bytes implements PickleNode {
        private final ByteBuffer utf8;
        /** Number of bytes, that is, of characters. */
        final int length;

        Bytes(ByteBuffer utf8) {
            this.utf8 = utf8;
            int count = 0;
            for (int i = utf8.position(); i < utf8.limit(); i++) {
                count += (utf8.get(i) & 0xc0) == 0x80 ? 0 : 1;
            }
            this.length = count;
        }

        /** The bytes in a direct buffer, or null if some character is none. */
        ByteBuffer decode() {
            ByteBuffer target = ByteBuffer.allocateDirect(length);
            ByteBuffer source = utf8.duplicate();
            while (source.hasRemaining()) {
                int first = source.get() & 0xff;
                if (first < 0x80) {
                    target.put((byte) first);
                } else if ((first == 0xc2 || first == 0xc3) && source.hasRemaining()) {
                    target.put((byte) (((first & 3) << 6) | (source.get() & 0x3f)));
                } else {
                    return null;
                }
            }
            return target.flip();
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.bytes(this);
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

        @Override
        public KeyUse keyUse() {
            return KeyUse.VALUE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.symbol(this);
        }
    }

    /** A reference to raw bytes stored outside the pickle. */
    final class Storage implements PickleNode {
        public final String key;
        public final DType dtype;
        /** Elements of the whole storage under {@link #key}. */
        public final long elements;
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

        @Override
        public KeyUse keyUse() {
            return KeyUse.NONE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.storage(this);
        }
    }

    /**
     * A view on a storage; offset and strides count elements of {@link #dtype} and were checked against the storage.
     */
    final class Tensor implements PickleNode {
        final Storage storage;
        public final DType dtype;
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

        @Override
        public KeyUse keyUse() {
            return KeyUse.VALUE;
        }

        @Override
        public <R> R accept(PickleVisitor<R> visitor) {
            return visitor.tensor(this);
        }
    }
}
