package io.metaformer4j.cli.data;

import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.inspection.BrokenPicture;
import io.metaformer4j.vision.data.inspection.DatasetCheck;
import io.metaformer4j.vision.data.inspection.DuplicatePicture;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports what a check finds: a line for each finding and a summary, or one JSON document. */
final class VerifyReport {

    private static final String BYTES_EQUAL = " is the same file as ";

    private final PrintWriter out;
    private final Dataset<ClassTarget> dataset;
    private final DeleteList list;
    private final boolean json;
    private final List<Map<String, Object>> broken = new ArrayList<>();
    private final List<Map<String, Object>> duplicates = new ArrayList<>();

    VerifyReport(PrintWriter out, Dataset<ClassTarget> dataset, DeleteList list, boolean json) {
        this.out = out;
        this.dataset = dataset;
        this.list = list;
        this.json = json;
    }

    DatasetCheck.Listener listener(CommandProgress progress) {
        return new DatasetCheck.Listener() {
            private int found;

            @Override
            public void broken(BrokenPicture picture) throws IOException {
                found++;
                report(picture);
            }

            @Override
            public void duplicate(DuplicatePicture picture) {
                report(picture);
            }

            @Override
            public void checked(int pictures) {
                progress.at(pictures, found + " broken");
            }
        };
    }

    private void report(BrokenPicture picture) throws IOException {
        if (picture.ownFault()) {
            list.add(dataset.origin(picture.index()));
        }
        if (json) {
            Map<String, Object> fields = sample(picture.index());
            fields.put("reason", picture.reason());
            broken.add(fields);
        } else {
            out.println("broken: " + name(picture.index()) + ": " + PrintableText.of(picture.reason()));
        }
    }

    private void report(DuplicatePicture picture) {
        if (json) {
            Map<String, Object> fields = sample(picture.index());
            fields.put("same_as", dataset.name(picture.first()));
            fields.put("same_as_class", className(picture.first()));
            duplicates.add(fields);
        } else if (picture.sameClass()) {
            out.println("duplicate: " + name(picture.index()) + BYTES_EQUAL + name(picture.first()));
        } else {
            out.println("duplicate in another class: " + name(picture.index()) + BYTES_EQUAL + name(picture.first())
                    + " (" + PrintableText.of(className(picture.index())) + ", "
                    + PrintableText.of(className(picture.first())) + ")");
        }
    }

    private Map<String, Object> sample(int index) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", dataset.name(index));
        fields.put("class", className(index));
        return fields;
    }

    private String name(int index) {
        return PrintableText.of(dataset.name(index));
    }

    private String className(int index) {
        return dataset.classNames().get(dataset.target(index).label());
    }

    void summary(DatasetCheck.Result result, boolean compared) {
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("pictures", result.pictures());
            document.put("broken", broken);
            document.put("duplicates", compared ? duplicates : null);
            JsonOutput.print(out, document);
            return;
        }
        String copies = compared
                ? ", " + result.duplicates() + (result.duplicates() == 1 ? " duplicate (" : " duplicates (")
                        + result.conflicting() + " in another class)"
                : "";
        out.println(result.pictures() + (result.pictures() == 1 ? " picture: " : " pictures: ") + result.broken()
                + " broken" + copies);
    }
}
