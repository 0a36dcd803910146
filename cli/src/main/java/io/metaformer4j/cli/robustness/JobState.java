package io.metaformer4j.cli.robustness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.robustness.PartCounts;
import io.metaformer4j.evaluation.robustness.ReassessedCounts;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The finished parts of a job, in memory and, if there is one, in a file that is replaced after each of them. */
final class JobState {

    private static final String FORMAT = "metaformer4j robustness 1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Path> file;
    private final Map<Key, PartCounts> finished = new LinkedHashMap<>();

    /**
     * What makes a finished part the one that is asked for.
     *
     * @param model what the user calls the model
     * @param part id of the part
     * @param settings digest of what its counts depend on
     * @param share which share of the pictures, and of how many
     */
    record Key(String model, String part, String settings, String share) {}

    private JobState(Optional<Path> file) {
        this.file = file;
    }

    /** A state that ends with the process. */
    static JobState inMemory() {
        return new JobState(Optional.empty());
    }

    /** The state in a file, which need not exist yet. */
    static JobState in(Path file) throws IOException {
        JobState state = new JobState(Optional.of(file));
        if (Files.exists(file)) {
            try {
                state.read(file);
            } catch (NoSuchFileException e) {
                // another process has written the results, and removed it just now
            }
        }
        return state;
    }

    private void read(Path from) throws IOException {
        try {
            JsonNode root = JSON.readTree(TextFile.read(from, "state of a robustness job"));
            if (root == null || !root.path("format").asText().equals(FORMAT)) {
                throw unreadable(from, null);
            }
            for (JsonNode entry : root.path("parts")) {
                finished.put(
                        new Key(
                                entry.path("model").asText(),
                                entry.path("part").asText(),
                                entry.path("settings").asText(),
                                entry.path("share").asText()),
                        counts(entry));
            }
        } catch (JsonProcessingException e) {
            throw unreadable(from, e);
        }
    }

    private static MetaFormerException unreadable(Path from, Exception cause) {
        return new MetaFormerException(
                "'" + from + "' is no state of a robustness job of this version; remove it, or choose another output",
                cause);
    }

    private static PartCounts counts(JsonNode entry) {
        JsonNode real = entry.path("real");
        return new PartCounts(
                entry.path("run").asLong(),
                entry.path("correct1").asLong(),
                entry.path("correct5").asLong(),
                entry.path("skipped").asLong(),
                real.isObject()
                        ? Optional.of(new ReassessedCounts(
                                real.path("counted").asLong(),
                                real.path("correct1").asLong(),
                                real.path("correct5").asLong()))
                        : Optional.empty());
    }

    /** How many parts are finished. */
    int size() {
        return finished.size();
    }

    Optional<PartCounts> find(Key key) {
        return Optional.ofNullable(finished.get(key));
    }

    /** Whether a part is finished, but not as it is asked for now. */
    boolean isOutdated(Key key) {
        return !finished.containsKey(key)
                && finished.keySet().stream()
                        .anyMatch(other -> other.model().equals(key.model())
                                && other.part().equals(key.part())
                                && other.share().equals(key.share()));
    }

    /** Adds a part, on disk before anything else is done. */
    void add(Key key, PartCounts counts) throws IOException {
        finished.put(key, counts);
        if (file.isPresent()) {
            List<Map<String, Object>> parts = new ArrayList<>();
            finished.forEach((known, of) -> parts.add(entry(known, of)));
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("format", FORMAT);
            document.put("parts", parts);
            AtomicFile.write(file.get(), JsonOutput.text(document).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> entry(Key key, PartCounts counts) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("model", key.model());
        entry.put("part", key.part());
        entry.put("settings", key.settings());
        entry.put("share", key.share());
        entry.put("run", counts.run());
        entry.put("correct1", counts.correct1());
        entry.put("correct5", counts.correct5());
        entry.put("skipped", counts.skipped());
        counts.reassessed().ifPresent(labels -> {
            Map<String, Object> real = new LinkedHashMap<>();
            real.put("counted", labels.counted());
            real.put("correct1", labels.correct1());
            real.put("correct5", labels.correct5());
            entry.put("real", real);
        });
        return entry;
    }
}
