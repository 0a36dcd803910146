package io.metaformer4j.weights.file;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.FileBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a file is, judged by its first bytes alone: which reader it is given to. One kind may hold several
 * {@linkplain io.metaformer4j.weights.CheckpointFormat formats}, and the index of a checkpoint in parts has none of its own.
 */
enum FileKind {
    /** A header length followed by a JSON object. */
    SAFETENSORS,
    /** A zip archive. */
    ZIP,
    /** A pickle, possibly the first of a legacy PyTorch stream. */
    PICKLE,
    /** A JSON text, possibly the index of a sharded checkpoint. */
    JSON;

    private static final int HEAD = 512;
    private static final int TAR_MAGIC = 257;
    private static final int PICKLE_PROTO = 0x80;

    /** Recognises a file, or throws with the best description of what it is instead. */
    static FileKind of(FileBytes file) {
        if (file.size() == 0) {
            throw new CheckpointCorruptException(
                    "weights '" + file.path() + "' are an empty file; download or copy it again");
        }
        ByteBuffer bytes = file.slice(0, Math.min(HEAD, file.size()));
        byte[] head = new byte[bytes.remaining()];
        bytes.get(head);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
            return ZIP;
        }
        if (head.length > Long.BYTES && head[Long.BYTES] == '{') {
            return SAFETENSORS;
        }
        if (head.length >= 2 && (head[0] & 0xff) == PICKLE_PROTO && head[1] >= 0 && head[1] <= 5) {
            return PICKLE;
        }
        if (text.stripLeading().startsWith("{")) {
            return JSON;
        }
        throw new UnsupportedCheckpointException("weights '" + file.path() + "' " + describe(text));
    }

    private static String describe(String text) {
        String start = text.stripLeading();
        if (start.startsWith("version https://git-lfs")) {
            return "are a Git LFS pointer, not the file it points to; fetch it with 'git lfs pull'";
        }
        if (start.startsWith("<")) {
            return "are a web page, probably an error message saved by a download; download the file again";
        }
        if (text.startsWith("ustar", TAR_MAGIC)) {
            return "are a tar archive (PyTorch before 0.1.10 saved such files);"
                    + " unpack it, or re-save the weights with torch 1.6 or later";
        }
        if (text.startsWith("\u001f\u008b")) {
            return "are compressed with gzip; unpack them first";
        }
        if (text.startsWith("\u0089HDF")) {
            return "are an HDF5 file, as Keras writes them, not one of PyTorch";
        }
        return "are neither a safetensors file nor a PyTorch checkpoint";
    }
}
