package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.TypedCommand;
import java.nio.file.Path;

/** What the command stores beside vectors, to find the pictures and their model again. */
final class StoredTexts {

    static final String MODEL = "model";
    static final String LAYER = "layer";
    static final String NORMALIZED = "normalized";
    static final String DATA = "data";

    private StoredTexts() {}

    /** Where pictures are, also for commands in another folder; of an address neither user nor query. */
    static String data(String location) {
        return DataAccess.isWeb(location)
                ? TypedCommand.withoutSecrets(location)
                : Path.of(location).toAbsolutePath().normalize().toString();
    }
}
