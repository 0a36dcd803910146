package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Some pictures of each class of a data set, drawn by lot. The lot of a picture depends on the seed and the picture's
 * name alone, so that networks whose classes are numbered differently are measured on the same pictures.
 *
 * @param <T> what is known of a picture
 */
public final class ChosenPictures<T> implements Dataset<T> {

    private final Dataset<T> source;
    private final int[] chosen;

    private ChosenPictures(Dataset<T> source, int[] chosen) {
        this.source = source;
        this.chosen = chosen;
    }

    /**
     * Draws pictures.
     *
     * @param <T> what is known of a picture
     * @param source the data set, which is closed with this one
     * @param classOf the class of a target; the same for all if there are no classes
     * @param most how many pictures of each class are taken, at least 1; all of a class with fewer
     * @param seed another seed draws others
     * @return the pictures in the order of the data set
     * @throws MetaFormerException if none would be taken
     */
    public static <T> ChosenPictures<T> of(Dataset<T> source, ToIntFunction<T> classOf, int most, long seed) {
        if (most < 1) {
            throw new MetaFormerException("number of pictures of each class " + most + " must be at least 1");
        }
        Map<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < source.size(); i++) {
            classes.computeIfAbsent(classOf.applyAsInt(source.target(i)), key -> new ArrayList<>())
                    .add(i);
        }
        Comparator<Integer> byLot = Comparator.comparingLong(i -> lot(source.name(i), seed));
        int[] chosen = classes.values().stream()
                .flatMap(all -> all.stream().sorted(byLot).limit(most))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return new ChosenPictures<>(source, chosen);
    }

    private static long lot(String name, long seed) {
        return Seeds.derive(seed, name.chars().asLongStream().toArray());
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public T target(int index) {
        return source.target(chosen[index]);
    }

    @Override
    public String name(int index) {
        return source.name(chosen[index]);
    }

    @Override
    public String origin(int index) {
        return source.origin(chosen[index]);
    }

    @Override
    public List<String> notes() {
        return source.notes();
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        return source.sample(chosen[index], buffer);
    }

    @Override
    public long storedBytes(int index) {
        return source.storedBytes(chosen[index]);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
