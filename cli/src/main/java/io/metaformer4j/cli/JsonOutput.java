package io.metaformer4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The {@code --json} switch: standard output then holds one JSON document and nothing else. */
final class JsonOutput {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else.")
    private boolean enabled;

    boolean enabled() {
        return enabled;
    }

    /** Prints maps, lists, numbers and strings as JSON. */
    static void print(PrintWriter out, Object document) {
        out.println(text(document));
        out.flush();
    }

    static String text(Object document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result of plain maps and lists cannot be written as JSON", e);
        }
    }
}
