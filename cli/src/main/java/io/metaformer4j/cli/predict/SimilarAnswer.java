package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.embedding.Neighbor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is like a picture.
 *
 * @param picture the picture
 * @param neighbors the pictures that are most like it, the nearest first
 */
record SimilarAnswer(Path picture, List<Neighbor> neighbors) {

    SimilarAnswer {
        neighbors = List.copyOf(neighbors);
    }

    /** Prints a table for each picture. */
    static void print(List<SimilarAnswer> answers, PrintWriter out) {
        for (SimilarAnswer answer : answers) {
            out.println(answer.picture);
            TextTable table = new TextTable().row("similarity", "picture");
            for (Neighbor neighbor : answer.neighbors) {
                table.row(shown(neighbor), neighbor.name());
            }
            out.print(table.render());
        }
        out.flush();
    }

    /** The cosine as people read it. */
    static String shown(Neighbor neighbor) {
        return String.format(Locale.ROOT, "%.4f", neighbor.similarity());
    }

    /** The same for programs. */
    static List<Map<String, Object>> documents(List<SimilarAnswer> answers) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (SimilarAnswer answer : answers) {
            List<Map<String, Object>> found = new ArrayList<>();
            for (Neighbor neighbor : answer.neighbors) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("index", neighbor.index());
                fields.put("name", neighbor.name());
                fields.put("similarity", neighbor.similarity());
                found.add(fields);
            }
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("file", answer.picture.toString());
            document.put("similar", found);
            documents.add(document);
        }
        return documents;
    }
}
