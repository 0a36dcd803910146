package io.metaformer4j.vision.data.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The index of an archive, a JSON file beside it that says what it holds, so that it need not be looked through: for each
 * picture its path, where it begins, how many bytes it has, and its label. A picture without a label has {@code null} there,
 * and one that is one more of a sample nothing.
 */
public final class ShardIndex {

    /** What stands behind the name of the archive in place of {@code .tar}. */
    public static final String ENDING = ".index.json";

    private static final String VERSION = "shard_index";
    private static final String BYTES = "archive_bytes";
    private static final String ARCHIVE_VERSION = "archive_version";
    private static final String PICTURES = "pictures";
    private static final String OTHERS = "others";
    private static final String NOTES = "notes";
    private static final int CURRENT = 1;

    private final JsonParser json;
    private final long archiveBytes;
    private final Optional<String> version;
    private final ArchiveListing listing = new ArchiveListing();
    private boolean known;
    private boolean belongs;
    private boolean current;

    private ShardIndex(JsonParser json, long archiveBytes, Optional<String> version) {
        this.json = json;
        this.archiveBytes = archiveBytes;
        this.version = version;
        this.current = version.isEmpty();
    }

    /**
     * Writes an index.
     *
     * @param listing what the archive holds
     * @param archiveBytes its size, by which it is recognised
     * @return the content of the file
     */
    public static byte[] write(ArchiveListing listing, long archiveBytes) {
        return write(listing, archiveBytes, Optional.empty());
    }

    /**
     * Writes an index that holds for one version of an archive.
     *
     * @param listing what the archive holds
     * @param archiveBytes its size
     * @param version what its server says about its version
     * @return the content of the file
     */
    public static byte[] write(ArchiveListing listing, long archiveBytes, Optional<String> version) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFactory.builder().build().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField(VERSION, CURRENT);
            json.writeNumberField(BYTES, archiveBytes);
            if (version.isPresent()) {
                json.writeStringField(ARCHIVE_VERSION, version.get());
            }
            json.writeArrayFieldStart(PICTURES);
            for (int i = 0; i < listing.size(); i++) {
                json.writeRaw('\n');
                writePicture(json, listing, i);
            }
            json.writeEndArray();
            writeTexts(json, OTHERS, listing.others());
            writeTexts(json, NOTES, listing.notes());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writePicture(JsonGenerator json, ArchiveListing listing, int picture) throws IOException {
        json.writeStartArray();
        json.writeString(listing.name(picture));
        json.writeNumber(Integer.toUnsignedLong(listing.block(picture)) * ArchiveListing.BLOCK);
        json.writeNumber(Integer.toUnsignedLong(listing.bytes(picture)));
        int label = listing.labels().numbers().get(picture);
        if (label >= 0) {
            json.writeString(listing.labels().texts().get(label));
        } else if (label == ArchiveListing.UNLABELLED) {
            json.writeNull();
        }
        json.writeEndArray();
    }

    private static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /**
     * Reads an index.
     *
     * @param content what the file holds
     * @param archiveBytes size of the archive
     * @return what the archive holds; empty if this is no index that this program reads, or one of another archive
     */
    public static Optional<ArchiveListing> read(byte[] content, long archiveBytes) {
        return read(content, archiveBytes, Optional.empty());
    }

    /**
     * Reads an index that must be of one version of an archive: with other labels, an archive may well have the same size.
     *
     * @param content what the file holds
     * @param archiveBytes size of the archive
     * @param version its version; empty if that does not matter
     * @return what the archive holds; empty if this is no index that this program reads, or one of another archive or version
     */
    public static Optional<ArchiveListing> read(byte[] content, long archiveBytes, Optional<String> version) {
        try (JsonParser json = JsonFactory.builder().build().createParser(content)) {
            ShardIndex index = new ShardIndex(json, archiveBytes, version);
            return index.isRead() ? Optional.of(index.listing) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no JSON, or no text
        }
    }

    private boolean isRead() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        boolean right = true;
        while (right && json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case VERSION -> known = isNumber(CURRENT);
                case BYTES -> belongs = isNumber(archiveBytes);
                case ARCHIVE_VERSION -> current = current || isText(version);
                case PICTURES -> right = known && belongs && current && arePictures();
                case OTHERS -> right = areTexts(listing::addOther);
                case NOTES -> right = areTexts(listing::addNote);
                default -> json.skipChildren();
            }
        }
        boolean whole = right && json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        return whole && known && belongs && current;
    }

    private boolean isNumber(long value) throws IOException {
        return json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getLongValue() == value;
    }

    private boolean isText(Optional<String> text) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING && text.equals(Optional.of(json.getText()));
    }

    private boolean areTexts(Consumer<String> texts) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.accept(json.getText());
        }
        return json.currentToken() == JsonToken.END_ARRAY;
    }

    private boolean arePictures() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        while (json.nextToken() == JsonToken.START_ARRAY) {
            if (!isPicture()) {
                return false;
            }
        }
        return json.currentToken() == JsonToken.END_ARRAY;
    }

    private boolean isPicture() throws IOException {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        String name = json.getText();
        long offset = json.nextLongValue(-1);
        long size = json.nextLongValue(-1);
        if (!ArchiveListing.isPlace(offset, size) || offset + size > archiveBytes) {
            return false;
        }
        listing.add(name, offset, size);
        JsonToken label = json.nextToken();
        if (label == JsonToken.END_ARRAY) {
            listing.labels().addMark(ArchiveListing.FURTHER);
            return true;
        }
        if (label == JsonToken.VALUE_NULL) {
            listing.labels().addMark(ArchiveListing.UNLABELLED);
        } else if (label == JsonToken.VALUE_STRING) {
            listing.labels().add(json.getText());
        } else {
            return false;
        }
        return json.nextToken() == JsonToken.END_ARRAY;
    }
}
