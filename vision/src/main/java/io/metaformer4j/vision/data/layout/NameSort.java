package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sorts pictures naturally by their paths: folders first, then the pictures of each. Where this is not yet the order of the
 * whole paths, since a folder holds both pictures and folders, or two differ only in case, all are sorted once more.
 */
final class NameSort {

    private final PictureNames names;
    private final List<String> folders;

    /** A picture with its name, while those of its folder are sorted. */
    private record Leaf(String name, int picture) {}

    /**
     * Prepares sorting.
     *
     * @param names the pictures
     * @param folders for each folder what the paths of its pictures begin with
     */
    NameSort(PictureNames names, List<String> folders) {
        this.names = names;
        this.folders = folders;
    }

    /**
     * The pictures in natural order.
     *
     * @param pictures their numbers
     * @return a new array
     */
    int[] sorted(int[] pictures) {
        int[] order = byFolder(pictures);
        boolean ordered = true;
        int from = 0;
        for (int to = 1; to <= order.length; to++) {
            if (to == order.length || names.folder(order[to]) != names.folder(order[from])) {
                sortLeaves(order, from, to);
                ordered &= from == 0 || compare(order[from - 1], order[from]) <= 0;
                from = to;
            }
        }
        return ordered
                ? order
                : IntStream.of(order)
                        .boxed()
                        .sorted(this::compare)
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    private int compare(int a, int b) {
        return PictureName.NATURAL.compare(name(a), name(b));
    }

    private PictureName name(int picture) {
        return new PictureName(folders.get(names.folder(picture)), names.leaf(picture));
    }

    /** The pictures of each folder together, the folders in natural order. */
    private int[] byFolder(int[] pictures) {
        int[] next = new int[folders.size()];
        for (int picture : pictures) {
            next[names.folder(picture)]++;
        }
        int[] natural = IntStream.range(0, folders.size())
                .boxed()
                .sorted(Comparator.comparing(folders::get, NaturalOrder.INSTANCE))
                .mapToInt(Integer::intValue)
                .toArray();
        int start = 0;
        for (int folder : natural) {
            int count = next[folder];
            next[folder] = start;
            start += count;
        }
        int[] order = new int[pictures.length];
        for (int picture : pictures) {
            order[next[names.folder(picture)]++] = picture;
        }
        return order;
    }

    private void sortLeaves(int[] order, int from, int to) {
        List<Leaf> leaves = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            leaves.add(new Leaf(names.leaf(order[i]), order[i]));
        }
        leaves.sort((a, b) -> NaturalOrder.INSTANCE.compare(a.name(), b.name()));
        for (int i = from; i < to; i++) {
            order[i] = leaves.get(i - from).picture();
        }
    }
}
