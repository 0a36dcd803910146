package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.DType;
import java.nio.ByteBuffer;
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
