package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.column.IntColumn;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * Pictures that may become samples, with what their classes may be called. Pictures with the same answer to that form a
 * group, since there are few of them.
 *
 * @param names all pictures that were found
 * @param folders for each folder of {@code names} what the names of its pictures begin with
 * @param rows which of the pictures, in the order of the samples
 * @param groups the number of the group of each picture that was found
 * @param labels for each group what its class may be called, the best first: the text beside it, or the folders around it
 *     from the innermost to the outermost
 */
public record Candidates(
        PictureNames names, List<String> folders, Rows rows, IntColumn groups, List<List<String>> labels) {

    /** Pictures with a text beside each of them that is meant. */
    public static Candidates of(PictureNames names, List<String> folders, Rows rows, LabelColumn texts) {
        return new Candidates(
                names,
                folders,
                rows,
                texts.numbers(),
                texts.texts().stream().map(List::of).toList());
    }

    /** The same with other names for the classes, one for each group. */
    public Candidates withLabels(List<String> classes) {
        return new Candidates(
                names, folders, rows, groups, classes.stream().map(List::of).toList());
    }

    /** The same in another order, or only some of them. */
    public Candidates withRows(Rows other) {
        return new Candidates(names, folders, other, groups, labels);
    }

    /** How many. */
    public int size() {
        return rows.size();
    }

    /** The group of one of them. */
    public int group(int index) {
        return groups.get(rows.get(index));
    }

    /** The best name of the class of a group. */
    String label(int group) {
        return labels.get(group).get(0);
    }

    /** All names of the class of a group, from the outermost to the innermost folder. */
    String path(int group) {
        List<String> outermostFirst = new ArrayList<>(labels.get(group));
        Collections.reverse(outermostFirst);
        return String.join("/", outermostFirst);
    }

    /** The groups that have at least one of them. */
    public BitSet used() {
        BitSet used = new BitSet();
        for (int i = 0; i < size(); i++) {
            used.set(group(i));
        }
        return used;
    }

    /** The folders that at least one of them lies in. */
    public BitSet usedFolders() {
        BitSet used = new BitSet();
        for (int i = 0; i < size(); i++) {
            used.set(names.folder(rows.get(i)));
        }
        return used;
    }
}
