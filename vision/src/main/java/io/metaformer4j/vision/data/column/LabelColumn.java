package io.metaformer4j.vision.data.column;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is written beside pictures; each text is kept once. */
public final class LabelColumn {

    private final IntColumn numbers = new IntColumn();
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> numberOf = new HashMap<>();

    /** Adds what is written beside the next picture. */
    public void add(String text) {
        Integer known = numberOf.get(text);
        int number = known == null ? texts.size() : known;
        if (known == null) {
            numberOf.put(text, number);
            texts.add(text);
        }
        numbers.add(number);
    }

    /**
     * Adds a picture without a text.
     *
     * @param mark a negative number that says why
     */
    public void addMark(int mark) {
        numbers.add(mark);
    }

    /** For each picture the number of its text, or its mark. */
    public IntColumn numbers() {
        return numbers;
    }

    /** The texts by their numbers. */
    public List<String> texts() {
        return Collections.unmodifiableList(texts);
    }
}
