package io.metaformer4j.models;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.TextFile;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything about a model but its weights: a row of the catalog, the embedded model, or what a {@code model.json} says.
 *
 * @param name name of the model
 * @param architecture the network
 * @param card preprocessing, published results and weights, origin; of models that are no row of the catalog only the
 *     preprocessing is known. Its statistics are {@linkplain Preprocessing#withChannels adapted} to the channels of the input
 * @param labels names of the classes in the order of the logits; empty if they have no names
 * @param facts free plain data that travels with the model: metrics, training recipe, licence; may be empty
 */
public record ModelDescription(
        String name, Architecture architecture, ModelCard card, Optional<LabelSet> labels, Map<String, Object> facts) {

    /** The name under which a model is looked for in a folder. */
    public static final String FILE_NAME = "model.json";

    /** The name under which its weights are looked for beside that file. */
    public static final String WEIGHTS_FILE_NAME = "model.safetensors";

    /** The key of this library's own dictionary in training checkpoints, which also holds the model. */
    public static final String CHECKPOINT_KEY = "metaformer4j";

    private static final String KIND = "model file";

    /** Behind the length of the header. */
    private static final int SAFETENSORS_START = 8;

    /** More than a description with the names of all classes of ImageNet-21k takes. */
    private static final long MAX_BYTES = 64L << 20;

    public ModelDescription {
        if (name.isBlank()) {
            throw new MetaFormerException("a model needs a name");
        }
        if (labels.isPresent() && labels.get().size() != architecture.classes()) {
            throw new MetaFormerException("model " + name + " has "
                    + labels.get().size() + " class names, but its network has " + architecture.classes()
                    + " classes");
        }
        card = card.withPreprocessing(card.preprocessing().withChannels(architecture.inputChannels()));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * A model without class names and facts.
     *
     * @param name name of the model
     * @param architecture the network
     * @param preprocessing what happens to pictures before they meet it
     * @return the model
     */
    public static ModelDescription of(String name, Architecture architecture, Preprocessing preprocessing) {
        return new ModelDescription(name, architecture, ModelCard.of(preprocessing), Optional.empty(), Map.of());
    }

    /**
     * A row of the catalog.
     *
     * @param row the row
     * @return the model, with the names of the set of classes that the row names
     */
    public static ModelDescription of(Model row) {
        Optional<LabelSet> labels = row.card().labels().flatMap(set -> switch (set) {
            case ModelCard.IMAGENET_1K -> Optional.of(LabelSet.imageNet1k());
            case ModelCard.IMAGENET_21K -> Optional.of(LabelSet.imageNet21k());
            default -> Optional.empty();
        });
        return new ModelDescription(row.name(), row.architecture(), row.card(), labels, Map.of());
    }

    /**
     * What happens to pictures before they meet the network.
     *
     * @return sizes, crop and statistics
     */
    public Preprocessing preprocessing() {
        return card.preprocessing();
    }

    /**
     * The names of the classes as a list.
     *
     * @return the names in the order of the logits; none if the classes have no names
     */
    public List<String> classNames() {
        return labels.map(LabelSet::names).orElse(List.of());
    }

    /**
     * The same with other facts.
     *
     * @param newFacts free plain data
     * @return the changed model
     */
    public ModelDescription withFacts(Map<String, Object> newFacts) {
        return new ModelDescription(name, architecture, card, labels, newFacts);
    }

    /**
     * The same with other class names. A model that was trained on ImageNet's folders has WordNet ids as names; they are
     * understood.
     *
     * @param names names of the classes; none if they have no names
     * @return the changed model
     * @throws MetaFormerException if their number is not the number of classes, or one is blank
     */
    public ModelDescription withLabels(List<String> names) {
        Optional<LabelSet> set = names.isEmpty() ? Optional.empty() : Optional.of(LabelSet.recognized(name, names));
        return new ModelDescription(name, architecture, card, set, facts);
    }

    /**
     * The same network with a classifier for another number of classes, which then have no names.
     *
     * @param classes number of classes
     * @return the changed model; this one if it has that many
     */
    public ModelDescription withClasses(int classes) {
        return classes == architecture.classes()
                ? this
                : new ModelDescription(name, architecture.withClasses(classes), card, Optional.empty(), facts);
    }

    /**
     * The same for input of another number of channels. With one, pictures are taken in shades of gray; with other numbers
     * than one and three the network takes tensors only.
     *
     * @param channels channels of the input, at least 1
     * @return the changed model, with the statistics of the pictures averaged if the number is another
     */
    public ModelDescription withInputChannels(int channels) {
        return withArchitecture(architecture.withInputChannels(channels));
    }

    /**
     * The same with another network.
     *
     * @param newArchitecture the network
     * @return the changed model
     */
    public ModelDescription withArchitecture(Architecture newArchitecture) {
        return new ModelDescription(name, newArchitecture, card, labels, facts);
    }

    /**
     * Reads a model.
     *
     * @param path a {@code model.json} under any name, or a folder that holds one
     * @return the model
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if it is no regular file, or does not describe a possible model; the message names the place
     */
    public static ModelDescription read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(FILE_NAME) : path;
        String source = KIND + " '" + PrintableText.of(file.toString()) + "'";
        if (Files.isRegularFile(file)) {
            if (holdsWeights(file)) {
                throw new MetaFormerException(source + " holds weights, which do not describe a network; name the "
                        + FILE_NAME + " or the model of the catalog that they belong to");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new MetaFormerException(
                        source + " has " + size
                                + " bytes, which no description of a model has; check the path, a file of weights is given as weights");
            }
        }
        return parse(TextFile.read(file, KIND).getBytes(StandardCharsets.UTF_8), source);
    }

    /** Whether a file begins like one of PyTorch, which is a zip archive or a pickle, or like a safetensors file. */
    private static boolean holdsWeights(Path file) throws IOException {
        byte[] head = new byte[SAFETENSORS_START + 1];
        try (InputStream in = Files.newInputStream(file)) {
            if (in.readNBytes(head, 0, head.length) < head.length) {
                return false;
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            return false; // reading it as text will say so
        }
        boolean zip = head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        boolean pickle = (head[0] & 0xff) == 0x80 && head[1] > 0 && head[1] <= 5;
        // the length of the header is far below 4 GiB
        boolean safetensors =
                head[SAFETENSORS_START] == '{' && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] == 0;
        return zip || pickle || safetensors;
    }

    /**
     * Reads a model from memory.
     *
     * @param json the bytes of a {@code model.json}
     * @param source what to call it in messages
     * @return the model
     * @throws MetaFormerException if it does not describe a possible model; the message names the place
     */
    public static ModelDescription parse(byte[] json, String source) {
        return new ModelJson(source).read(json);
    }

    /**
     * Writes the model.
     *
     * @param file where to; an existing file is replaced as a whole
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        byte[] json = toJson().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(json)), ModelDescription::read);
    }

    /**
     * The model as text.
     *
     * @return the content of a {@code model.json}
     */
    public String toJson() {
        return new ModelJson(name).write(this);
    }

    /**
     * The model as plain data, for instance to embed it in a checkpoint.
     *
     * @return maps, lists, strings, numbers, booleans and nulls
     */
    public Map<String, Object> toData() {
        return new ModelJson(name).toData(this);
    }

    /**
     * Reads a model from plain data.
     *
     * @param data what {@link #toData()} returned
     * @param source what to call it in messages
     * @return the model
     * @throws MetaFormerException if it does not describe a possible model
     */
    public static ModelDescription fromData(Map<?, ?> data, String source) {
        return new ModelJson(source).fromData(data);
    }
}
