package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a schedule that follows a metric knows of the epochs before. Immutable; a part of every checkpoint.
 *
 * @param best the best value so far; empty before the first validation
 * @param bad validations since without a better one
 * @param rest validations to come that cannot be bad
 * @param reductions how often the learning rate was reduced
 */
public record PlateauState(OptionalDouble best, int bad, int rest, int reductions) {

    /** Before the first validation. */
    public static final PlateauState START = new PlateauState(OptionalDouble.empty(), 0, 0, 0);

    /**
     * The state when another metric is followed from now on, whose values cannot be compared with those before.
     *
     * @return the same without a best score and what was counted since
     */
    public PlateauState withoutBest() {
        return new PlateauState(OptionalDouble.empty(), 0, rest, reductions);
    }

    /** The state as plain data, for a checkpoint. */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        best.ifPresent(score -> data.put("best", score));
        data.put("bad", bad);
        data.put("rest", rest);
        data.put("reductions", reductions);
        return data;
    }

    /**
     * Reads a state from the data of a checkpoint.
     *
     * @param data what {@link #toData()} returned
     * @return the state
     * @throws MetaFormerException if a number is missing
     */
    public static PlateauState fromData(Map<?, ?> data) {
        OptionalDouble best = data.containsKey("best")
                ? OptionalDouble.of(number(data, "best").doubleValue())
                : OptionalDouble.empty();
        return new PlateauState(
                best,
                number(data, "bad").intValue(),
                number(data, "rest").intValue(),
                number(data, "reductions").intValue());
    }

    private static Number number(Map<?, ?> data, String name) {
        if (data.get(name) instanceof Number number) {
            return number;
        }
        throw new MetaFormerException("the schedule in the checkpoint lacks the number " + name
                + ", so the run cannot be resumed; use an older checkpoint");
    }
}
