package io.metaformer4j.cli.checkpoint;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.weights.convert.NetworkWeights;
import io.metaformer4j.weights.convert.WeightsFile;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is said of a file that was written.
 *
 * @param weights what is in it
 * @param written the file
 */
record WrittenWeights(NetworkWeights weights, WeightsFile.Written written) {

    /** Prints the notes, then a sentence or a JSON document. */
    void print(PrintWriter out, PrintWriter err, JsonOutput json) {
        weights.notes().forEach(note -> err.println("note: " + note));
        int tensors = weights.tensors().size();
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("output", written.file().toString());
            document.put("sha256", written.sha256());
            document.put("tensors", tensors);
            document.put("averaged", weights.averaged());
            JsonOutput.print(out, document);
        } else {
            out.println("wrote " + tensors + " tensors to " + written.file() + ", SHA-256 " + written.sha256());
        }
    }
}
