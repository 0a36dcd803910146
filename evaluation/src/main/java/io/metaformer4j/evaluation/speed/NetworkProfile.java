package io.metaformer4j.evaluation.speed;

import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.StepKind;
import io.metaformer4j.engine.profile.StepWork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the time of a network goes, for batches of one size. Times of steps are medians over passes.
 *
 * @param pictures pictures of a batch
 * @param rates what the machine did in the same run, medians of several readings
 * @param work what each step has to do for one picture
 * @param steps each step under the roofline, in the same order
 * @param passes times of whole passes
 * @param outside seconds of a pass that are spent outside of steps, the median
 * @param warmUp passes before
 * @param machine whether the machine was fit to be measured
 */
public record NetworkProfile(
        int pictures,
        MachineRates rates,
        List<StepWork> work,
        List<ProfilePart> steps,
        Latencies passes,
        double outside,
        WarmUp.Course warmUp,
        MachineVerdict machine) {

    private static final String STAGES = "stages";

    /** Copies the lists. */
    public NetworkProfile {
        work = List.copyOf(work);
        steps = List.copyOf(steps);
        if (work.size() != steps.size()) {
            throw new IllegalArgumentException(
                    steps.size() + " steps have times, but " + work.size() + " were to be done; profile all of them");
        }
    }

    /**
     * Sums over all steps of a kind.
     *
     * @return one for each kind that there is, in the order of {@link StepKind}
     */
    public List<ProfilePart> byKind() {
        return grouped(StepWork::kind, new EnumMap<>(StepKind.class), StepKind::label);
    }

    /**
     * Sums over the stem, each stage with its downsampling, the head, and what takes pictures in and hands results out.
     *
     * @return in the order of the network
     */
    public List<ProfilePart> byStage() {
        return grouped(NetworkProfile::stage, new LinkedHashMap<>(), name -> name);
    }

    /**
     * Where in the network a step is.
     *
     * @param work what the step has to do
     * @return {@code stem}, {@code stages.0} and so on, {@code head}, or the label of {@link StepKind#TRANSFER}
     */
    public static String stage(StepWork work) {
        if (work.kind() == StepKind.TRANSFER) {
            return work.kind().label();
        }
        List<String> words = List.of(work.path().split("\\.", -1));
        return words.get(0).equals(STAGES) && words.size() > 1 ? STAGES + "." + words.get(1) : words.get(0);
    }

    private <K> List<ProfilePart> grouped(
            Function<StepWork, K> key, Map<K, List<ProfilePart>> groups, Function<K, String> name) {
        for (int i = 0; i < steps.size(); i++) {
            groups.computeIfAbsent(key.apply(work.get(i)), any -> new ArrayList<>())
                    .add(steps.get(i));
        }
        return groups.entrySet().stream()
                .map(group -> ProfilePart.sum(name.apply(group.getKey()), group.getValue()))
                .toList();
    }

    /**
     * Sums over all steps.
     *
     * @return without what is spent outside of steps
     */
    public ProfilePart allSteps() {
        return ProfilePart.sum("all steps", steps);
    }

    /**
     * How near the network comes to what the machine allows: the sum of the least times of its steps over all that a pass takes.
     *
     * @return at most 1
     */
    public double nearness() {
        ProfilePart all = allSteps();
        return all.bounds().least() / (all.time().seconds() + outside);
    }
}
