package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * A model that a command works on, before it is loaded.
 *
 * @param name what the user calls it: a name of the catalog or a path, and its weights where two would be called the same
 * @param request which model with which weights; its placement does not matter
 * @param engine what computes the network; empty for the preferred one of those that can do what is needed
 */
public record NamedModel(String name, ModelRequest request, Optional<Engine> engine) {

    /**
     * The same with a network that can do more than answer.
     *
     * @param wanted for instance gradients
     * @return the changed model
     */
    public NamedModel needing(Capability... wanted) {
        return new NamedModel(name, request.withCapabilities(wanted), engine);
    }

    /**
     * Loads the model, shows a download, and tells its notes.
     *
     * @param placement where the network computes
     * @param err receives progress and notes
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read or fetched
     */
    public LoadedModel load(Placement placement, PrintWriter err) throws IOException {
        try (DownloadProgress progress = new DownloadProgress(err)) {
            MetaFormers standard = MetaFormers.standard().withDownloads(progress);
            MetaFormers models = engine.map(standard::withEngine).orElse(standard);
            LoadedModel loaded = models.load(request.withPlacement(placement));
            loaded.notes().forEach(note -> err.println("note: " + note));
            return loaded;
        }
    }
}
