package io.metaformer4j.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The {@code --json} switch: standard output then holds one JSON document and nothing else. */
public final class JsonOutput {

    /** Made with the first document: it takes a tenth of the time of a command that prints none. */
    private static final class IndentedWriter {

        static final ObjectWriter WRITER = new ObjectMapper().writer(SerializationFeature.INDENT_OUTPUT);

        private IndentedWriter() {}
    }

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else.")
    private boolean enabled;

    /**
     * Whether JSON was asked for.
     *
     * @return true if nothing else may be printed
     */
    public boolean enabled() {
        return enabled;
    }

    /**
     * Prints a document.
     *
     * @param out standard output
     * @param document maps, lists, numbers and strings
     */
    public static void print(PrintWriter out, Object document) {
        out.print(text(document) + "\n");
        out.flush();
    }

    /**
     * A document as JSON that no terminal obeys.
     *
     * @param document maps, lists, numbers and strings
     * @return indented JSON without a line break at its end
     */
    public static String text(Object document) {
        try {
            return escaped(IndentedWriter.WRITER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result of plain maps and lists cannot be written as JSON", e);
        }
    }

    /** What a terminal would obey, or hide, as JSON's own escapes; outside of strings JSON has none of these characters. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.codePoints().forEach(code -> {
            String plain = Character.toString(code);
            if (code == '\n' || code == '\r' || PrintableText.of(plain).equals(plain)) {
                text.append(plain);
            } else {
                plain.chars().forEach(unit -> text.append(String.format(Locale.ROOT, "\\u%04x", unit)));
            }
        });
        return text.toString();
    }
}
