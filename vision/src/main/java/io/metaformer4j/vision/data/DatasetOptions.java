package io.metaformer4j.vision.data;

import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How {@link Datasets#open} reads a location.
 *
 * @param split which part of the data is wanted, for instance {@code train} or {@code validation}; synonyms
 *     ({@code val}, {@code valid}, {@code eval}, {@code test} ...) are found as well, in any case and as words of longer
 *     names. Empty takes all parts together
 * @param classMap which name is which class; empty numbers the names in natural order
 * @param unknownClasses what happens to pictures whose class the class map does not know
 * @param maxSampleBytes largest size of an image file in bytes; a larger one is rejected when its sample is asked for,
 *     before memory is taken for it. What a decoder accepts of the bytes is a limit of its own,
 *     {@link DecodeOptions#maxEncodedBytes()}: whoever raises one for larger files must raise the other
 * @param web how shards on the web are read; empty refuses locations there
 */
public record DatasetOptions(
        Optional<String> split,
        Optional<ClassMap> classMap,
        UnknownClasses unknownClasses,
        int maxSampleBytes,
        Optional<WebAccess> web) {

    /** Checks that the limit is positive. */
    public DatasetOptions {
        if (maxSampleBytes < 1) {
            throw new MetaFormerException(
                    "largest size of an image file is " + maxSampleBytes + " bytes; it must be at least 1");
        }
    }

    /**
     * No split, no class map, files up to the decoder's standard limit, nothing from the web.
     *
     * @return the standard options
     */
    public static DatasetOptions standard() {
        return new DatasetOptions(
                Optional.empty(),
                Optional.empty(),
                UnknownClasses.FOLDERS_LEFT_OUT,
                DecodeOptions.standard().maxEncodedBytes(),
                Optional.empty());
    }

    /**
     * The same for one part of the data.
     *
     * @param name for instance {@code train} or {@code validation}
     * @return the changed options
     */
    public DatasetOptions withSplit(String name) {
        return new DatasetOptions(Optional.of(name), classMap, unknownClasses, maxSampleBytes, web);
    }

    /** The same for a location that is all of the wanted split. */
    public DatasetOptions withoutSplit() {
        return new DatasetOptions(Optional.empty(), classMap, unknownClasses, maxSampleBytes, web);
    }

    /** The same with other labels. */
    public DatasetOptions withLabels(Optional<ClassMap> map, UnknownClasses treatment) {
        return new DatasetOptions(split, map, treatment, maxSampleBytes, web);
    }

    /**
     * The same with given classes.
     *
     * @param map which name is which class; see {@link ClassMapFile#read(Path)}
     * @return the changed options
     */
    public DatasetOptions withClassMap(ClassMap map) {
        return new DatasetOptions(split, Optional.of(map), unknownClasses, maxSampleBytes, web);
    }

    /**
     * The same with another treatment of classes that the class map does not know; without a class map it has no effect.
     *
     * @param treatment what happens to their pictures
     * @return the changed options
     */
    public DatasetOptions withUnknownClasses(UnknownClasses treatment) {
        return new DatasetOptions(split, classMap, treatment, maxSampleBytes, web);
    }

    /**
     * The same for locations on the web, too.
     *
     * @param access how shards there are read
     * @return the changed options
     */
    public DatasetOptions withWeb(WebAccess access) {
        return new DatasetOptions(split, classMap, unknownClasses, maxSampleBytes, Optional.of(access));
    }

    /**
     * The same with another limit.
     *
     * @param bytes largest size of an image file in bytes
     * @return the changed options
     */
    public DatasetOptions withMaxSampleBytes(int bytes) {
        return new DatasetOptions(split, classMap, unknownClasses, bytes, web);
    }
}
