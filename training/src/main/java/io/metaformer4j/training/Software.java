package io.metaformer4j.training;

import io.metaformer4j.torch.natives.NativeLibraries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** The versions of what computes, for the record. */
final class Software {

    private Software() {}

    static Map<String, Object> current() {
        NativeLibraries.load();
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("metaformer4j", version(Software.class));
        versions.put("libtorch", version(torch.class));
        versions.put("java", Runtime.version().toString());
        versions.put("threads", torch.get_num_threads());
        return versions;
    }

    private static String version(Class<?> type) {
        return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("development");
    }
}
