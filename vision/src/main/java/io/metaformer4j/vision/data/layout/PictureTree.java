package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.column.PictureNames;
import java.util.List;

/**
 * Pictures in folders, on disk or in archives. What pictures of a folder have in common is known of the folder, for there
 * may be millions of pictures.
 *
 * @param names all pictures
 * @param folders for each folder of {@code names} what the names of its pictures begin with, with a slash at the end unless
 *     it is empty; together with the leaf it is unique
 * @param paths for each folder the folders around its pictures that may be splits or classes, the outermost first
 */
public record PictureTree(PictureNames names, List<String> folders, List<List<String>> paths) {

    /** The path of a picture. */
    String name(int picture) {
        return folders.get(names.folder(picture)).concat(names.leaf(picture));
    }
}
