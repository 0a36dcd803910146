package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.location.UnlabelledPictures;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Parameters;

/** Which pictures, whatever they show. */
final class UnlabelledArguments {

    @Parameters(
            index = "0",
            paramLabel = "DIR|TAR|LIST",
            description = "Folder of pictures, tar, shards (path, pattern or address), or a list of paths "
                    + "(.txt, .csv, .tsv).")
    private String location;

    String location() {
        return location;
    }

    /** Opens the pictures, which the caller closes, and says what is to be known of them. */
    Dataset<Unlabelled> open(PrintWriter err) throws IOException {
        Dataset<Unlabelled> dataset = UnlabelledPictures.open(location, DataAccess.options(location));
        err.println("note: " + dataset.size() + (dataset.size() == 1 ? " picture" : " pictures"));
        dataset.notes().forEach(note -> err.println("note: " + note));
        return dataset;
    }
}
